import { DataSource } from 'typeorm';
import { startPostgresServer } from '../../../examples/cluster/postgres/start';

/** Hand them to a `DataSource` along with entities and subscribers. */
export interface PostgresOptions {
  type: 'postgres';
  host: string;
  port: number;
  username: string;
  password: string;
  database: string;
}

/** A real PostgreSQL server for one test file. */
export interface Postgres {
  options: PostgresOptions;
  url: string;
  /** A fresh, empty database on it. */
  createDatabase(): Promise<PostgresOptions>;
  /** Kills all its processes, and resolves once no process listens on its port. */
  crash(): Promise<void>;
  /** Starts it again on the same port and with what the crash left on disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** What makes many small databases fast; the tests kill the server, and not the machine. */
const FLAGS = ['full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_wal_size=4GB'].flatMap(
  (setting) => ['-c', setting],
);

/**
 * Starts a server of its own, on a free port of the loopback interface; stop it in `afterAll`. It takes about two
 * seconds. Without a server the test fails: nothing is skipped.
 */
export async function startPostgres(): Promise<Postgres> {
  const server = await startPostgresServer(FLAGS);
  const { port, password } = server;
  const options: PostgresOptions = {
    type: 'postgres',
    host: '127.0.0.1',
    port,
    username: 'postgres',
    password,
    database: 'postgres',
  };
  const admin = await new DataSource({ ...options, poolSize: 1 }).initialize();
  let databases = 0;
  return {
    options,
    url: server.url,
    async createDatabase() {
      const database = `test_${++databases}`;
      await admin.query(`CREATE DATABASE ${database}`);
      return { ...options, database };
    },
    crash: () => server.crash(),
    restart: () => server.restart(),
    async stop() {
      await admin.destroy();
      await server.stop();
    },
  };
}
