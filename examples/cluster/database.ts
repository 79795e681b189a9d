import { entities, ProvisioningSubscriber } from 'passport-jit';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';

/** What one instance holds of the database that all of them share. */
export interface Database {
  /** For users and everything else that passport-jit keeps. */
  dataSource: DataSource;
  /** For sessions and SAML requests, which are no entities. */
  pool: Pool;
  close(): Promise<void>;
}

/** Connections of each of the two pools; an instance has at most twice as many. */
const POOL_SIZE = 5;

/** How long to wait for a free or a new connection, in milliseconds. Without it, a request waits for ever. */
const CONNECT_TIMEOUT = 5_000;

/** For every connection, in milliseconds. Nothing that a sign-in does comes near to them. */
const TIMEOUTS = {
  statement_timeout: Number(process.env.STATEMENT_TIMEOUT ?? 10_000),
  lock_timeout: Number(process.env.LOCK_TIMEOUT ?? 5_000),
  idle_in_transaction_session_timeout: 30_000,
  // A server that is gone without a word answers no statement, and so cannot end one either.
  query_timeout: Number(process.env.STATEMENT_TIMEOUT ?? 10_000) + 5_000,
  keepAlive: true,
};

/** Opens both pools. `synchronize` makes the tables of passport-jit, which in production is a migration's work. */
export async function openDatabase(url: string, { synchronize = false } = {}): Promise<Database> {
  const dataSource = await new DataSource({
    type: 'postgres',
    url,
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT,
    extra: TIMEOUTS,
    synchronize,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();

  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    ...TIMEOUTS,
  });
  // When the server closes an idle connection, say at a restart, this event would end a process that does not listen.
  pool.on('error', ({ message }) =>
    console.error(`An idle connection of the session pool broke: ${message}`),
  );

  return {
    dataSource,
    pool,
    close: async () => {
      await Promise.all([dataSource.destroy(), pool.end()]);
    },
  };
}
