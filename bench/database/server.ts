import type { DataSourceOptions } from 'typeorm';

/** A database server for one run of the benchmark, with the same settings for all contenders. */
export interface Server {
  readonly name: 'sqlite' | 'postgres';
  /** Version and settings, for the report. */
  readonly description: string;
  /** Creates an empty database, or a copy of a template without connections. */
  createDatabase(template?: Database): Promise<Database>;
  /** Loads the indexes into memory, as on a server that has been running for some time. */
  prewarm(database: Database): Promise<void>;
  dropDatabase(database: Database): Promise<void>;
  stop(): Promise<void>;
}

/** How the driver connects to a database. */
export type Database =
  | { type: 'sqlite'; file: string }
  | {
      type: 'postgres';
      connection: { host: string; port: number; user: string; password: string; database: string };
    };

/** Pool size of each contender on PostgreSQL. */
export const POOL_SIZE = 10;

/** Pragmas of every connection to SQLite. */
export const SQLITE_PRAGMAS = ['journal_mode = WAL', 'synchronous = NORMAL', 'foreign_keys = ON'];

/** How TypeORM connects to the same database. */
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
