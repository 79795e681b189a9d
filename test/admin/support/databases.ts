import type { DataSource } from 'typeorm';
import { openDatabase } from '../../support/harness';
import { startPostgres, type Postgres } from '../../support/postgres';

/** Where the SQL may differ, a test is run on each of these; a database is empty when it is opened. */
export const databases = ['SQLite', 'PostgreSQL'] as const;

let server: Postgres | undefined;

export async function openOn(kind: (typeof databases)[number]): Promise<DataSource> {
  if (kind === 'SQLite') return openDatabase({ subscribers: [] });
  server ??= await startPostgres();
  return openDatabase({ subscribers: [], ...(await server.newDatabase()) });
}

export async function stopServers(): Promise<void> {
  await server?.stop();
  server = undefined;
}
