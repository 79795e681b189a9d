import { COMMON_JSON_SAFE_TYPES, MAX_JSON_VALUES, onConflictDoUpdate, type Dialect } from './dialect';
import { BetterSqlite3StatementRunner, SqlJsStatementRunner } from './sqlite-statements';

/** SQLite through `better-sqlite3`, which names errors by SQLite's extended result codes. */
export const BETTER_SQLITE3: Dialect = {
  jsonArray: (values) => `json_array(${values.join(', ')})`,
  jsonArrayAgg: (expression) => `json_group_array(${expression})`,
  wrapJsonSelect: (select) => select,
  // Timestamps are text on SQLite.
  jsonSafeTypes: new Set([...COMMON_JSON_SAFE_TYPES, 'datetime', 'date', 'time', Date]),
  objectTypes: new Set(),
  maxJsonValues: MAX_JSON_VALUES,
  numberedParameters: false,
  inList: (expression, parameter) => `${expression} IN (SELECT value FROM json_each(${parameter}))`,
  listParameter: (values) => JSON.stringify(values),
  supportsUnnest: false,
  asText: (column) => `CAST(${column} AS TEXT)`,
  textBytes: (column) => `LENGTH(CAST(${column} AS BLOB))`,
  // No index of the column applies to an expression.
  withoutIndex: (column) => `COALESCE(${column}, '')`,
  onConflictUpdate: onConflictDoUpdate,
  onConflictIncrement: (key, counter) => `ON CONFLICT (${key}) DO UPDATE SET ${counter}`,
  supportsWritableCte: false,
  maxParameters: 32_766,
  lockClause: '',
  caseSensitiveNames: false,
  uniqueConstraintsAreIndices: false,
  singleConnection: true,
  isConflict: ({ code }) => CONFLICT_CODES.has(code),
  isIntegrityViolation: ({ code }) => typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT'),
  // The database is inside the process: it always responds, and its one connection stays.
  isUnanswered: () => false,
  destroyConnection: () => undefined,
  createStatementRunner: (target) => new BetterSqlite3StatementRunner(target),
};

const CONFLICT_CODES = new Set<unknown>([
  'SQLITE_CONSTRAINT_UNIQUE', // Another process inserted the same row,
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'SQLITE_CONSTRAINT_FOREIGNKEY', // or deleted the row that a grant refers to.
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
]);

/** SQLite through `sql.js`, whose errors have no codes. */
export const SQLJS: Dialect = {
  ...BETTER_SQLITE3,
  isConflict: ({ message }) => matches(message, /^(UNIQUE|FOREIGN KEY) constraint failed/),
  isIntegrityViolation: ({ message }) => matches(message, /constraint failed/),
  createStatementRunner: (target) => new SqlJsStatementRunner(target),
};

function matches(message: unknown, pattern: RegExp): boolean {
  return typeof message === 'string' && pattern.test(message);
}
