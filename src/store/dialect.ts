import type { DataSource } from 'typeorm';

/** What differs from one database to the other; everything else is the same SQL. */
export interface Dialect {
  /** One JSON array of the values of a row. */
  jsonRow(values: readonly string[]): string;
  /** One JSON array of an expression's values over all rows. */
  jsonRows(row: string): string;
  /** The types of columns whose values come out of a JSON array as they come out of a row. */
  jsonTypes: ReadonlySet<unknown>;
  /** Appended to a SELECT to keep its rows from other transactions; empty where a write locks the whole database. */
  forUpdate: string;
  /** Whether everything in the process shares one connection, so that transactions have to queue. */
  oneConnection: boolean;
  /** How many values one statement can carry. */
  maxParameters: number;
}

/** Neither here nor below: big and exact numbers, which JavaScript reads as inexact ones, and binary data. */
const JSON_TYPES = [
  ...['varchar', 'character varying', 'nvarchar', 'char', 'character', 'nchar', 'text', 'citext', 'clob'],
  ...['tinytext', 'mediumtext', 'longtext', 'uuid', 'enum', 'simple-enum', 'simple-array', 'simple-json'],
  ...['boolean', 'bool', 'int', 'integer', 'int2', 'int4', 'tinyint', 'smallint', 'mediumint'],
  ...[String, Number, Boolean],
];
const POSTGRES_TIME = ['timestamp', 'timestamp without time zone', 'timestamptz', 'timestamp with time zone'];
const POSTGRES_JSON = new Set<unknown>([
  ...JSON_TYPES,
  ...POSTGRES_TIME,
  'date',
  'time',
  'json',
  'jsonb',
  Date,
]);
const MYSQL_JSON = new Set<unknown>([...JSON_TYPES, 'json']);
/** Moments are text there. */
const SQLITE_JSON = new Set<unknown>([...JSON_TYPES, 'datetime', 'date', 'time', Date]);

export function dialectOf(dataSource: DataSource): Dialect {
  const { type } = dataSource.options;
  switch (type as string) {
    case 'postgres':
    case 'aurora-postgres':
      return dialect('json_build_array', 'json_agg', POSTGRES_JSON, ' FOR UPDATE', false, 65_535);
    case 'mysql':
    case 'mariadb':
    case 'aurora-mysql':
      return dialect('JSON_ARRAY', 'JSON_ARRAYAGG', MYSQL_JSON, ' FOR UPDATE', false, 65_535);
    case 'better-sqlite3':
    case 'sqljs':
      return dialect('json_array', 'json_group_array', SQLITE_JSON, '', true, 32_766);
    default:
      throw new Error(`passport-jit does not know the database type "${type}"`);
  }
}

function dialect(
  row: string,
  rows: string,
  jsonTypes: ReadonlySet<unknown>,
  forUpdate: string,
  oneConnection: boolean,
  maxParameters: number,
): Dialect {
  return {
    jsonRow: (values) => `${row}(${values.join(', ')})`,
    jsonRows: (values) => `${rows}(${values})`,
    jsonTypes,
    forUpdate,
    oneConnection,
    maxParameters,
  };
}
