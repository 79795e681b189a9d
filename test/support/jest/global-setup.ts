import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { DATABASE_PREFIX, onServer, SERVER_URL } from '../databases/create-database';
import { databaseType } from '../databases/database-type';
import { startPostgres } from '../databases/postgres-server';
import { bundlePackages } from './bundled-packages';

/** Bundles the admin page and large packages, has the server ready on which this run is, and takes its databases away again. */
export default async function setUp(): Promise<void> {
  // As a process of its own: Jest would transform esbuild, which does not run so.
  execFileSync(process.execPath, [path.join(__dirname, '../../../scripts/build-page.mjs')]);
  await bundlePackages();
  process.env[DATABASE_PREFIX] = `passport_jit_test_${randomBytes(4).toString('hex')}_`;
  if (databaseType === 'postgres') {
    const postgres = await startPostgres();
    process.env[SERVER_URL] = postgres.url;
    cleanups.push(() => postgres.stop());
  }
  if (databaseType === 'mariadb') {
    process.env[SERVER_URL] = mariadbUrl();
    await onServer((admin) => admin.query('SELECT 1'));
    cleanups.push(dropDatabases);
  }
  // A run with one worker is in this process, and Jest hands its globals on to the tests, which may have another TypeORM.
  delete (globalThis as { typeormMetadataArgsStorage?: unknown }).typeormMetadataArgsStorage;
}

export async function tearDown(): Promise<void> {
  for (const step of cleanups.splice(0)) await step();
}

const cleanups: (() => Promise<void>)[] = [];

function mariadbUrl(): string {
  const url = process.env.TEST_MARIADB_URL;
  if (url) return url;
  throw new Error('Set TEST_MARIADB_URL to a MariaDB server, such as mysql://root:@127.0.0.1:3306/test');
}

async function dropDatabases(): Promise<void> {
  await onServer(async (admin) => {
    const rows = await admin.query<{ name: string }[]>(
      'SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE ?',
      [`${process.env[DATABASE_PREFIX]}%`],
    );
    for (const { name } of rows) await admin.query(`DROP DATABASE ${name}`);
  });
}
