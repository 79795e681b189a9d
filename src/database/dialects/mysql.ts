import type { DataSource, QueryRunner } from 'typeorm';
import { withConnection } from '../connection';
import {
  COMMON_JSON_SAFE_TYPES,
  MAX_JSON_VALUES,
  type Dialect,
  type PreparedStatement,
  type Row,
  type StatementRunner,
} from './dialect';
import { requireBackslashEscapes } from './mysql-escaping';

/** MySQL and MariaDB. The error codes are the names that `mysql2` gives the server's numbers. */
export const MYSQL: Dialect = {
  jsonArray: (values) => `JSON_ARRAY(${values.join(', ')})`,
  jsonArrayAgg: (expression) => `JSON_ARRAYAGG(${expression})`,
  // MariaDB truncates the array at that length, without an error. MySQL does not, and reads this as a comment. The
  // value is the maximum; a strict `sql_mode` refuses a higher one.
  wrapJsonSelect: (select) => `/*M!100200 SET STATEMENT group_concat_max_len = 1073741824 FOR */ ${select}`,
  // Without JSON columns: they have their own collation, and the values of an array must have the same one.
  jsonSafeTypes: new Set(COMMON_JSON_SAFE_TYPES),
  // The driver writes an object into the text of the statement, as an assignment of columns.
  objectTypes: new Set(),
  maxJsonValues: MAX_JSON_VALUES,
  numberedParameters: false,
  inList: (expression, parameter) => `${expression} IN (${parameter})`,
  // The driver writes the values one by one, and nothing for an empty list.
  listParameter: (values) => (values.length > 0 ? values : [null]),
  supportsUnnest: false,
  asText: (column) => `CAST(${column} AS CHAR)`,
  textBytes: (column) => `LENGTH(${column})`,
  withoutIndex: (column) => column,
  onConflictUpdate: (_, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((column) => `${column} = VALUES(${column})`).join(', ')}`,
  onConflictIncrement: (_, counter) => `ON DUPLICATE KEY UPDATE ${counter}`,
  supportsWritableCte: false,
  // The driver writes the values into the text.
  maxParameters: Infinity,
  lockClause: ' FOR UPDATE',
  caseSensitiveNames: false,
  uniqueConstraintsAreIndices: true,
  singleConnection: false,
  isConflict: ({ code }) => CONFLICT_CODES.has(code),
  isIntegrityViolation: ({ code }) => INTEGRITY_CODES.has(code),
  isUnanswered: (error) => !('sqlState' in error),
  destroyConnection: (connection) => (connection as { destroy?(): void }).destroy?.(),
  checkConnections: requireBackslashEscapes,
  createStatementRunner: ({ dataSource }) => new PooledStatementRunner(dataSource),
};

const INTEGRITY_CODES = new Set<unknown>([
  'ER_DUP_ENTRY', // Another transaction inserted the same row,
  'ER_NO_REFERENCED_ROW_2', // or deleted the row that a grant refers to.
]);
/** Without a lock wait timeout: a retry would wait equally long for a lock that another transaction holds. */
const CONFLICT_CODES = new Set<unknown>([...INTEGRITY_CODES, 'ER_LOCK_DEADLOCK']);

/** Runs statements through TypeORM: `mysql2` gains nothing from preparing them. */
class PooledStatementRunner implements StatementRunner {
  readonly #dataSource: DataSource;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  run({ text, values }: PreparedStatement, runner: QueryRunner | undefined): Promise<Row[]> {
    if (runner !== undefined) return this.runComposed(text, values, runner);
    return withConnection({ dataSource: this.#dataSource, dialect: MYSQL }, (pooled) =>
      this.runComposed(text, values, pooled),
    );
  }

  runComposed(text: string, values: unknown[], runner: QueryRunner): Promise<Row[]> {
    return runner.query(text, values) as Promise<Row[]>;
  }
}
