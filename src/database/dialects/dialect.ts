import type { DataSource } from 'typeorm';

/** What differs from one database to the other; everything else is the same SQL. */
export interface Dialect {
  /** One JSON array of the values of a row. */
  jsonArray(values: readonly string[]): string;
  /** One JSON array of an expression's values over all rows. */
  jsonArrayAgg(expression: string): string;
  /** A SELECT that aggregates to JSON arrays, of whatever length. */
  wrapJsonSelect(select: string): string;
  /** The types of columns whose values come out of a JSON array as they come out of a row. */
  jsonSafeTypes: ReadonlySet<unknown>;
  /** Whether a parameter has a number, by which it can be used again. */
  numberedParameters: boolean;
  /** A condition that an expression is one of a list, which {@link listParameter} has made a parameter of. */
  inList(expression: string, parameter: string): string;
  listParameter(values: readonly string[]): unknown;
  /** Appended to an INSERT: where the row is there already, by these columns, it gets the others of the new one. */
  onConflictUpdate(key: readonly string[], columns: readonly string[]): string;
  /** Appended to an INSERT: where the row is there already, its counter goes up instead. */
  onConflictIncrement(key: string, counter: string): string;
  /** Whether several writes can go in one statement. */
  supportsWritableCte: boolean;
  /** Whether the values of many rows go in one list for each column, so that the statement is the same for any number. */
  supportsUnnest: boolean;
  /** Appended to a SELECT to keep its rows from other transactions; empty where a write locks the whole database. */
  lockClause: string;
  /** Whether everything in the process shares one connection, so that transactions have to queue. */
  singleConnection: boolean;
}

/** Neither here nor below: big and exact numbers, which JavaScript reads as inexact ones, and binary data. */
const COMMON_JSON_SAFE_TYPES = [
  ...['varchar', 'character varying', 'nvarchar', 'char', 'character', 'nchar', 'text', 'citext', 'clob'],
  ...['tinytext', 'mediumtext', 'longtext', 'uuid', 'enum', 'simple-enum', 'simple-array', 'simple-json'],
  ...['boolean', 'bool', 'int', 'integer', 'int2', 'int4', 'tinyint', 'smallint', 'mediumint'],
  ...[String, Number, Boolean],
];
/** Not `timestamptz`: TypeORM 0.3 leaves that to the driver, which makes a `Date` of a column alone. */
const POSTGRES_TIMESTAMP_TYPES = ['timestamp', 'timestamp without time zone', 'timestamp with time zone'];
const POSTGRES_JSON_SAFE_TYPES = new Set<unknown>([
  ...COMMON_JSON_SAFE_TYPES,
  ...POSTGRES_TIMESTAMP_TYPES,
  'date',
  'time',
  'json',
  'jsonb',
  Date,
]);
/** Without documents: their collation is their own, and those of the values of an array must not differ. */
const MYSQL_JSON_SAFE_TYPES = new Set<unknown>(COMMON_JSON_SAFE_TYPES);
/** Moments are text there. */
const SQLITE_JSON_SAFE_TYPES = new Set<unknown>([
  ...COMMON_JSON_SAFE_TYPES,
  'datetime',
  'date',
  'time',
  Date,
]);

export function dialectOf(dataSource: DataSource): Dialect {
  const { type } = dataSource.options;
  switch (type as string) {
    case 'postgres':
    case 'aurora-postgres':
      return POSTGRES;
    case 'mysql':
    case 'mariadb':
    case 'aurora-mysql':
      return MYSQL;
    case 'better-sqlite3':
    case 'sqljs':
      return SQLITE;
    default:
      throw new Error(`passport-jit does not know the database type "${type}"`);
  }
}

/** PostgreSQL's word for it, and SQLite's. */
function onConflictDoUpdate(key: readonly string[], columns: readonly string[]): string {
  const set = columns.map((column) => `${column} = EXCLUDED.${column}`);
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

const POSTGRES: Dialect = {
  jsonArray: (values) => `json_build_array(${values.join(', ')})`,
  jsonArrayAgg: (expression) => `json_agg(${expression})`,
  wrapJsonSelect: (select) => select,
  numberedParameters: true,
  inList: (expression, parameter) => `${expression} = ANY(${parameter})`,
  listParameter: (values) => values,
  onConflictUpdate: onConflictDoUpdate,
  onConflictIncrement: (key, counter) => `ON CONFLICT (${key}) DO UPDATE SET ${counter}`,
  supportsWritableCte: true,
  supportsUnnest: true,
  jsonSafeTypes: POSTGRES_JSON_SAFE_TYPES,
  lockClause: ' FOR UPDATE',
  singleConnection: false,
};

const MYSQL: Dialect = {
  jsonArray: (values) => `JSON_ARRAY(${values.join(', ')})`,
  jsonArrayAgg: (expression) => `JSON_ARRAYAGG(${expression})`,
  // MariaDB cuts the array off at that length, without an error. MySQL does not, and sees a comment there.
  wrapJsonSelect: (select) => `/*M!100200 SET STATEMENT group_concat_max_len = 4294967295 FOR */ ${select}`,
  numberedParameters: false,
  inList: (expression, parameter) => `${expression} IN (${parameter})`,
  // The driver writes the values out one by one, and nothing for none.
  listParameter: (values) => (values.length > 0 ? values : [null]),
  onConflictUpdate: (_, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  onConflictIncrement: (_, counter) => `ON DUPLICATE KEY UPDATE ${counter}`,
  supportsWritableCte: false,
  supportsUnnest: false,
  jsonSafeTypes: MYSQL_JSON_SAFE_TYPES,
  lockClause: ' FOR UPDATE',
  singleConnection: false,
};

const SQLITE: Dialect = {
  jsonArray: (values) => `json_array(${values.join(', ')})`,
  jsonArrayAgg: (expression) => `json_group_array(${expression})`,
  wrapJsonSelect: (select) => select,
  numberedParameters: false,
  inList: (expression, parameter) => `${expression} IN (SELECT value FROM json_each(${parameter}))`,
  listParameter: (values) => JSON.stringify(values),
  onConflictUpdate: onConflictDoUpdate,
  onConflictIncrement: (key, counter) => `ON CONFLICT (${key}) DO UPDATE SET ${counter}`,
  supportsWritableCte: false,
  supportsUnnest: false,
  jsonSafeTypes: SQLITE_JSON_SAFE_TYPES,
  lockClause: '',
  singleConnection: true,
};
