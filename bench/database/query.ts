import Sqlite from 'better-sqlite3';
import { Client } from 'pg';
import { hashSubject } from '../company';
import { SQLITE_PRAGMAS, type Database } from './server';

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** Runs statements on a separate connection: for filling and counting rows, never while measuring. */
export async function withConnection<T>(database: Database, work: (query: Query) => Promise<T>): Promise<T> {
  if (database.type === 'sqlite') {
    const connection = openSqlite(database.file);
    connection.function('sha256', hashSubject);
    try {
      return await work((sql) => {
        const statement = connection.prepare(sql);
        if (statement.reader) return Promise.resolve(statement.all() as Record<string, unknown>[]);
        statement.run();
        return Promise.resolve([]);
      });
    } finally {
      connection.close();
    }
  }
  const client = new Client(database.connection);
  await client.connect();
  try {
    return await work(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows);
  } finally {
    await client.end();
  }
}

/** Counts the rows that each of the named SELECTs returns. */
export function countRows<Name extends string>(
  database: Database,
  selects: Record<Name, string>,
): Promise<Record<Name, number>> {
  return withConnection(database, async (query) => {
    const counts = {} as Record<Name, number>;
    for (const name of Object.keys(selects) as Name[]) counts[name] = (await query(selects[name])).length;
    return counts;
  });
}

/** A connection of the driver itself, with the same settings as TypeORM's. */
export function openSqlite(file: string): Sqlite.Database {
  const connection = new Sqlite(file);
  for (const pragma of SQLITE_PRAGMAS) connection.pragma(pragma);
  return connection;
}
