import type { DataSource } from 'typeorm';

/** What differs from one database to the other; everything else is the same SQL. */
export interface Dialect {
  /** One JSON array of the values of a row. */
  jsonRow(values: readonly string[]): string;
  /** One JSON array of an expression's values over all rows. */
  jsonRows(row: string): string;
  /** A SELECT that aggregates to JSON arrays, of whatever length. */
  selectOfJson(select: string): string;
  /** The types of columns whose values come out of a JSON array as they come out of a row. */
  jsonTypes: ReadonlySet<unknown>;
  /** Whether a parameter has a number, by which it can be used again. */
  numbersParameters: boolean;
  /** A condition that an expression is one of a list, which {@link list} has made a parameter of. */
  isIn(expression: string, parameter: string): string;
  list(values: readonly string[]): unknown;
  /** Appended to an INSERT: where the row is there already, by these columns, it gets the others of the new one. */
  updateConflict(key: readonly string[], columns: readonly string[]): string;
  /** Appended to an INSERT: where the row is there already, its counter goes up instead. */
  countConflict(key: string, counter: string): string;
  /** Whether several writes can go in one statement. */
  writesTogether: boolean;
  /** Whether the values of many rows go in one list for each column, so that the statement is the same for any number. */
  unnests: boolean;
  /** Appended to a SELECT to keep its rows from other transactions; empty where a write locks the whole database. */
  forUpdate: string;
  /** Whether everything in the process shares one connection, so that transactions have to queue. */
  oneConnection: boolean;
}

/** Neither here nor below: big and exact numbers, which JavaScript reads as inexact ones, and binary data. */
const JSON_TYPES = [
  ...['varchar', 'character varying', 'nvarchar', 'char', 'character', 'nchar', 'text', 'citext', 'clob'],
  ...['tinytext', 'mediumtext', 'longtext', 'uuid', 'enum', 'simple-enum', 'simple-array', 'simple-json'],
  ...['boolean', 'bool', 'int', 'integer', 'int2', 'int4', 'tinyint', 'smallint', 'mediumint'],
  ...[String, Number, Boolean],
];
/** Not `timestamptz`: TypeORM 0.3 leaves that to the driver, which makes a `Date` of a column alone. */
const POSTGRES_TIME = ['timestamp', 'timestamp without time zone', 'timestamp with time zone'];
const POSTGRES_JSON = new Set<unknown>([
  ...JSON_TYPES,
  ...POSTGRES_TIME,
  'date',
  'time',
  'json',
  'jsonb',
  Date,
]);
/** Without documents: their collation is their own, and those of the values of an array must not differ. */
const MYSQL_JSON = new Set<unknown>(JSON_TYPES);
/** Moments are text there. */
const SQLITE_JSON = new Set<unknown>([...JSON_TYPES, 'datetime', 'date', 'time', Date]);

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
function onConflict(key: readonly string[], columns: readonly string[]): string {
  const set = columns.map((column) => `${column} = EXCLUDED.${column}`);
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}

const POSTGRES: Dialect = {
  jsonRow: (values) => `json_build_array(${values.join(', ')})`,
  jsonRows: (row) => `json_agg(${row})`,
  selectOfJson: (select) => select,
  numbersParameters: true,
  isIn: (expression, parameter) => `${expression} = ANY(${parameter})`,
  list: (values) => values,
  updateConflict: onConflict,
  countConflict: (key, counter) => `ON CONFLICT (${key}) DO UPDATE SET ${counter}`,
  writesTogether: true,
  unnests: true,
  jsonTypes: POSTGRES_JSON,
  forUpdate: ' FOR UPDATE',
  oneConnection: false,
};

const MYSQL: Dialect = {
  jsonRow: (values) => `JSON_ARRAY(${values.join(', ')})`,
  jsonRows: (row) => `JSON_ARRAYAGG(${row})`,
  // MariaDB cuts the array off at that length, without an error. MySQL does not, and sees a comment there.
  selectOfJson: (select) => `/*M!100200 SET STATEMENT group_concat_max_len = 4294967295 FOR */ ${select}`,
  numbersParameters: false,
  isIn: (expression, parameter) => `${expression} IN (${parameter})`,
  // The driver writes the values out one by one, and nothing for none.
  list: (values) => (values.length > 0 ? values : [null]),
  updateConflict: (_, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  countConflict: (_, counter) => `ON DUPLICATE KEY UPDATE ${counter}`,
  writesTogether: false,
  unnests: false,
  jsonTypes: MYSQL_JSON,
  forUpdate: ' FOR UPDATE',
  oneConnection: false,
};

const SQLITE: Dialect = {
  jsonRow: (values) => `json_array(${values.join(', ')})`,
  jsonRows: (row) => `json_group_array(${row})`,
  selectOfJson: (select) => select,
  numbersParameters: false,
  isIn: (expression, parameter) => `${expression} IN (SELECT value FROM json_each(${parameter}))`,
  list: (values) => JSON.stringify(values),
  updateConflict: onConflict,
  countConflict: (key, counter) => `ON CONFLICT (${key}) DO UPDATE SET ${counter}`,
  writesTogether: false,
  unnests: false,
  jsonTypes: SQLITE_JSON,
  forUpdate: '',
  oneConnection: true,
};
