import { randomBytes } from 'node:crypto';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { databaseType } from './database-type';

/** Where the server of this run is; `global-setup.ts` sets it. */
export const SERVER_URL = 'TEST_SERVER_URL';
/** What the names of this run's databases begin with. */
export const DATABASE_PREFIX = 'TEST_DATABASE_PREFIX';

/** A fresh, empty database of the kind under test, as options for a `DataSource`. */
export async function createDatabase(): Promise<DataSourceOptions> {
  if (databaseType === 'better-sqlite3') return { type: databaseType, database: ':memory:' };
  if (databaseType === 'sqljs') return { type: databaseType };
  const database = newDatabaseName();
  await onServer((admin) => admin.query(`CREATE DATABASE ${database}`));
  return { ...serverOptions(), database };
}

/** A name that is new on the server, among those of this run. */
export function newDatabaseName(): string {
  return `${process.env[DATABASE_PREFIX]}${randomBytes(6).toString('hex')}`;
}

/** MariaDB asks all the tables that there are about each of them, so those of tests that are done must not add up. */
export function dropOnDestroy(dataSource: DataSource): DataSource {
  const { database } = dataSource.options;
  if (databaseType !== 'mariadb') return dataSource;
  const destroy = dataSource.destroy.bind(dataSource);
  dataSource.destroy = async () => {
    await destroy();
    await onServer((admin) => admin.query(`DROP DATABASE IF EXISTS ${String(database)}`));
  };
  return dataSource;
}

/** Runs statements on the server of this run, outside of the databases that tests make. */
export async function onServer<T>(work: (admin: DataSource) => Promise<T>): Promise<T> {
  const admin = await new DataSource({ ...serverOptions(), poolSize: 1 }).initialize();
  try {
    return await work(admin);
  } finally {
    await admin.destroy();
  }
}

export function serverOptions() {
  const url = process.env[SERVER_URL];
  if (url === undefined) throw new Error(`No ${databaseType} server was started for this run`);
  const { hostname: host, port, username, password, pathname } = new URL(url);
  return {
    type: databaseType as 'postgres' | 'mariadb',
    host,
    port: Number(port),
    username,
    password,
    database: pathname.slice(1),
  };
}
