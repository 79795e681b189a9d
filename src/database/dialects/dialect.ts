import type { DataSource, QueryRunner } from 'typeorm';
import type { SingleConnectionQueue } from '../single-connection';

/** The differences between databases. All other SQL is the same. */
export interface Dialect {
  /** A JSON array of the values of a row. */
  jsonArray(values: readonly string[]): string;
  /** A JSON array of an expression's values over all rows. */
  jsonArrayAgg(expression: string): string;
  /** A SELECT that aggregates to JSON arrays of any length. */
  wrapJsonSelect(select: string): string;
  /** The types of columns whose values are the same in a JSON array and in a row. */
  readonly jsonSafeTypes: ReadonlySet<unknown>;
  /** The types of columns whose values are objects or lists for the driver. */
  readonly objectTypes: ReadonlySet<unknown>;
  /** The maximum number of a row's values in {@link jsonArray}. Further values stay columns. */
  readonly maxJsonValues: number;
  /** Whether a parameter has a number and can be used several times. */
  readonly numberedParameters: boolean;
  /** A condition that an expression is in a list, whose parameter {@link listParameter} has built. */
  inList(expression: string, parameter: string): string;
  listParameter(values: readonly string[]): unknown;
  /**
   * Whether the values of many rows fit into one list for each column, so that the statement is the same for any number
   * of rows.
   */
  readonly supportsUnnest: boolean;
  /** The texts of a list parameter as rows, each with its position from 1. Only with {@link supportsUnnest}. */
  readonly unnestTexts?: (parameter: string) => string;
  /** A column of JSON as text. */
  asText(column: string): string;
  /** The size in bytes of the text or JSON of a column. */
  textBytes(column: string): string;
  /**
   * A column in a condition for which the query planner must not use an index, because it would choose the wrong one.
   */
  withoutIndex(column: string): string;

  /** Appended to an INSERT: an existing row with the same key gets the other columns of the new one. */
  onConflictUpdate(key: readonly string[], columns: readonly string[]): string;
  /** Appended to an INSERT: the counter of an existing row grows by one. */
  onConflictIncrement(key: string, counter: string): string;
  /** Whether one statement can contain several writes, as common table expressions. */
  readonly supportsWritableCte: boolean;
  /** The maximum number of values in one statement. */
  readonly maxParameters: number;
  /** Appended to a SELECT to lock its rows; empty if a write locks the whole database. */
  readonly lockClause: string;

  /** Whether names of tables can differ in case alone. */
  readonly caseSensitiveNames: boolean;
  /** Whether a unique constraint is an index with the same name. */
  readonly uniqueConstraintsAreIndices: boolean;

  /** Whether the whole process shares one connection, so that transactions must queue. */
  readonly singleConnection: boolean;
  /**
   * Whether work that failed with this error can succeed when retried, because another transaction has written the same
   * rows.
   */
  isConflict(error: DriverError): boolean;
  /** Whether a row already existed, or a referenced row was missing. */
  isIntegrityViolation(error: DriverError): boolean;
  /** Whether a query failed before the server responded, so that it may still be running on its connection. */
  isUnanswered(error: DriverError): boolean;
  /** Closes a connection of the driver at once, so that the pool opens a new one in its place. */
  destroyConnection(connection: unknown): void;
  /**
   * Checks whether connections take statements as the driver writes them; once for each data source.
   *
   * @throws {ProvisioningError} `options_invalid`
   */
  checkConnections?(dataSource: DataSource): Promise<void>;
  createStatementRunner(target: StatementTarget): StatementRunner;
}

/** The error of a driver, as TypeORM's `QueryFailedError` contains it. */
export interface DriverError {
  code?: unknown;
  message?: unknown;
}

/** The target of statements. */
export interface StatementTarget {
  readonly dataSource: DataSource;
  /** Only on a database with a single connection. */
  readonly queue: SingleConnectionQueue;
}

/** Runs statements in the fastest way of the database's driver. */
export interface StatementRunner {
  /**
   * Runs a statement with a fixed text.
   *
   * @param runner the query runner of the transaction; without it, the statement runs on any connection
   */
  run(statement: PreparedStatement, runner: QueryRunner | undefined): Promise<Row[]>;
  /** Runs a statement that was composed at run time, in a transaction. */
  runComposed(text: string, values: unknown[], runner: QueryRunner): Promise<Row[]>;
  /** Sends every statement unprepared from now on: for a pooler that assigns a connection to several clients. */
  disablePreparing?(): void;
}

/** A statement that a database parses and plans once on each connection. */
export interface PreparedStatement {
  /**
   * Derived from the text, so that no connection takes one statement for another. Without a name, the statement is not
   * prepared.
   */
  name: string | undefined;
  text: string;
  values: unknown[];
}

export type Row = Record<string, unknown>;

/**
 * The types that JSON preserves on every database. Large and exact numbers, which JavaScript reads as inexact ones, and
 * binary data are not among them, here or in a dialect.
 */
export const COMMON_JSON_SAFE_TYPES: readonly unknown[] = [
  ...['varchar', 'character varying', 'nvarchar', 'char', 'character', 'nchar', 'text', 'citext', 'clob'],
  ...['tinytext', 'mediumtext', 'longtext', 'uuid', 'enum', 'simple-enum', 'simple-array', 'simple-json'],
  ...['boolean', 'bool', 'int', 'integer', 'int2', 'int4', 'tinyint', 'smallint', 'mediumint'],
  ...[String, Number, Boolean],
];

/** PostgreSQL accepts at most 100 arguments of a function, and SQLite 127. */
export const MAX_JSON_VALUES = 90;

/** The clause of PostgreSQL, which SQLite supports, too. */
export function onConflictDoUpdate(key: readonly string[], columns: readonly string[]): string {
  const set = columns.map((column) => `${column} = EXCLUDED.${column}`);
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}
