import { totalmem } from 'node:os';
import { Client } from 'pg';
import { startPostgresServer } from '../../examples/cluster/postgres/start';
import { withConnection } from './query';
import type { Database, Server } from './server';

/**
 * The default durability of PostgreSQL, and shared buffers as its manual recommends: a quarter of the memory (section
 * 20.4.1).
 */
const SETTINGS = ['-c', 'fsync=on', '-c', `shared_buffers=${Math.floor(totalmem() / 4 / 2 ** 20)}MB`];

/** Starts a PostgreSQL server for the benchmark. */
export async function startPostgres(): Promise<Server> {
  const server = await startPostgresServer(SETTINGS);
  const { port, password } = server;
  const connection = { host: '127.0.0.1', port, user: 'postgres', password };
  const admin = new Client({ ...connection, database: 'postgres' });
  await admin.connect();
  const version = await show(admin, 'server_version');
  const settings = ['fsync', 'synchronous_commit', 'shared_buffers'];
  const shown: string[] = [];
  for (const name of settings) shown.push(`${name} = ${await show(admin, name)}`);
  let databases = 0;

  return {
    name: 'postgres',
    description: `PostgreSQL ${version}, ${shown.join(', ')}`,
    async createDatabase(template) {
      const name = `bench_${++databases}`;
      // Without FILE_COPY, the copy goes through the WAL and slows the next contender down.
      const from = template === undefined ? '' : ` TEMPLATE ${nameOf(template)} STRATEGY FILE_COPY`;
      await admin.query(`CREATE DATABASE ${name}${from}`);
      return { type: 'postgres', connection: { ...connection, database: name } };
    },
    prewarm: (database) =>
      withConnection(database, async (query) => {
        await query('CREATE EXTENSION IF NOT EXISTS pg_prewarm');
        await query(`SELECT pg_prewarm(oid) FROM pg_class
          WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace`);
      }),
    async dropDatabase(database) {
      await admin.query(`DROP DATABASE ${nameOf(database)}`);
    },
    async stop() {
      await admin.end();
      await server.stop();
    },
  };
}

function nameOf(database: Database): string {
  if (database.type !== 'postgres') throw new Error(`Not a PostgreSQL database: ${database.type}`);
  return database.connection.database;
}

async function show(client: Client, setting: string): Promise<string> {
  const { rows } = await client.query<Record<string, string>>(`SHOW ${setting}`);
  return rows[0]?.[setting] ?? '';
}
