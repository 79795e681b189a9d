import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from 'passport-jit';
import { createDatabase, DATABASE_PREFIX, newDatabaseName, onServer, serverOptions } from './create-database';
import { databaseType } from './database-type';

/**
 * A fresh database with the tables of the library's own entities. TypeORM makes them once: PostgreSQL copies the
 * database then, and SQLite runs the statements, which takes less than to compare tables with entities again.
 */
export async function createDatabaseWithTables(): Promise<DataSourceOptions> {
  if (databaseType === 'better-sqlite3') {
    const statements = await (sqliteSchema ??= readSqliteSchema());
    return {
      ...(await createDatabase()),
      synchronize: false,
      prepareDatabase: (database: { exec(sql: string): void }) => database.exec(statements),
    } as DataSourceOptions;
  }
  if (databaseType !== 'postgres') return { ...(await createDatabase()), synchronize: true };
  const database = newDatabaseName();
  await onServer(async (admin) => {
    const template = await findOrCreateTemplate(admin);
    await admin.query(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY FILE_COPY`);
  });
  return { ...serverOptions(), database, synchronize: false };
}

let sqliteSchema: Promise<string> | undefined;

/** What makes the tables and then their indexes. */
async function readSqliteSchema(): Promise<string> {
  const options = { ...(await createDatabase()), entities: Object.values(entities), synchronize: true };
  const dataSource = await new DataSource(options).initialize();
  const rows = await dataSource.query<{ sql: string }[]>(
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC",
  );
  await dataSource.destroy();
  return rows.map(({ sql }) => `${sql};`).join('\n');
}

/** One for the whole run: the first test file that needs it makes it, and the others wait for that. */
async function findOrCreateTemplate(admin: DataSource): Promise<string> {
  const template = `${process.env[DATABASE_PREFIX]}template`;
  const found = () => admin.query<unknown[]>('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
  if ((await found()).length > 0) return template;
  // The lock goes with the connection.
  await admin.query('SELECT pg_advisory_lock(1)');
  if ((await found()).length > 0) return template;
  const database = newDatabaseName();
  await admin.query(`CREATE DATABASE ${database}`);
  const options = { ...serverOptions(), database, entities: Object.values(entities), synchronize: true };
  await (await new DataSource(options).initialize()).destroy();
  await admin.query(`ALTER DATABASE ${database} RENAME TO ${template}`);
  return template;
}
