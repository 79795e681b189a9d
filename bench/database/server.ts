import type { DataSourceOptions } from 'typeorm';

/** A database server for one run of the benchmark, with the same settings for all who use it. */
export interface Server {
  readonly name: 'sqlite' | 'postgres';
  /** What it is, for the report. */
  readonly description: string;
  /** A new database: empty, or a copy of one that nobody is connected to. */
  newDatabase(template?: Database): Promise<Database>;
  /** Reads the indexes into memory, as they are in that of a server that has run for a while. */
  warm(database: Database): Promise<void>;
  drop(database: Database): Promise<void>;
  stop(): Promise<void>;
}

/** Where a database is, for the bare driver. */
export type Database =
  | { type: 'sqlite'; file: string }
  | {
      type: 'postgres';
      connection: { host: string; port: number; user: string; password: string; database: string };
    };

/** Connections that each contender may have open on PostgreSQL. */
export const POOL_SIZE = 10;

/** What every connection to SQLite begins with. */
export const SQLITE_PRAGMAS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON'];

/** The same database, for TypeORM. */
export function typeormOptions(database: Database): DataSourceOptions {
  if (database.type === 'sqlite') {
    return {
      type: 'better-sqlite3',
      database: database.file,
      prepareDatabase: (connection: { pragma(source: string): unknown }) => {
        for (const pragma of SQLITE_PRAGMAS) connection.pragma(pragma);
      },
    };
  }
  const { user: username, ...rest } = database.connection;
  return { type: 'postgres', ...rest, username, poolSize: POOL_SIZE };
}
