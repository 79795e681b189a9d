import type { DataSource, QueryRunner } from 'typeorm';
import type { SingleConnectionQueue } from '../single-connection';

/** What differs from one database to the other; everything else is the same SQL. */
export interface Dialect {
  /** One JSON array of the values of a row. */
  jsonArray(values: readonly string[]): string;
  /** One JSON array of an expression's values over all rows. */
  jsonArrayAgg(expression: string): string;
  /** A SELECT that aggregates to JSON arrays, of whatever length. */
  wrapJsonSelect(select: string): string;
  /** The types of columns whose values come out of a JSON array as they come out of a row. */
  readonly jsonSafeTypes: ReadonlySet<unknown>;
  /** The types of columns whose values are objects to the driver, or lists. */
  readonly objectTypes: ReadonlySet<unknown>;
  /** How many values of a row go into {@link jsonArray}; the others stay columns. */
  readonly maxJsonValues: number;
  /** Whether a parameter has a number, by which it can be used again. */
  readonly numberedParameters: boolean;
  /** A condition that an expression is one of a list, which {@link listParameter} has made a parameter of. */
  inList(expression: string, parameter: string): string;
  listParameter(values: readonly string[]): unknown;
  /** Whether the values of many rows go in one list for each column, so that the statement is the same for any number. */
  readonly supportsUnnest: boolean;
  /** The texts of a list parameter as rows, each with its position from 1; only where {@link supportsUnnest}. */
  readonly unnestTexts?: (parameter: string) => string;
  /** How many bytes the text or JSON of a column has. */
  textBytes(column: string): string;
  /** A column in a condition that the planner must not look up in an index, because it would choose the wrong one. */
  withoutIndex(column: string): string;

  /** Appended to an INSERT: where the row is there already, by these columns, it gets the others of the new one. */
  onConflictUpdate(key: readonly string[], columns: readonly string[]): string;
  /** Appended to an INSERT: where the row is there already, its counter goes up instead. */
  onConflictIncrement(key: string, counter: string): string;
  /** Whether several writes can go in one statement, as common table expressions. */
  readonly supportsWritableCte: boolean;
  /** How many values one statement can carry. */
  readonly maxParameters: number;
  /** Appended to a SELECT to keep its rows from other transactions; empty where a write locks the whole database. */
  readonly lockClause: string;

  /** Whether the names of tables differ by case alone. */
  readonly caseSensitiveNames: boolean;
  /** Whether a unique constraint is an index, and named like one. */
  readonly uniqueConstraintsAreIndices: boolean;

  /** Whether everything in the process shares one connection, so that transactions have to queue. */
  readonly singleConnection: boolean;
  /** Whether work that failed with this error meets, when retried, what another transaction has written. */
  isConflict(error: DriverError): boolean;
  /** Whether a row was in the way, or one that is referred to was missing. */
  isIntegrityViolation(error: DriverError): boolean;
  /** Whether a query failed before the server answered it, so that it may still be running on its connection. */
  isUnanswered(error: DriverError): boolean;
  /** Ends a connection of the driver at once, so that the pool opens a new one in its place. */
  destroyConnection(connection: unknown): void;
  createStatementRunner(target: StatementTarget): StatementRunner;
}

/** The error of a driver, which TypeORM's `QueryFailedError` carries. */
export interface DriverError {
  code?: unknown;
  message?: unknown;
}

/** What statements run on. */
export interface StatementTarget {
  readonly dataSource: DataSource;
  /** Only on a database with a single connection. */
  readonly queue: SingleConnectionQueue;
}

/** Runs statements in the way in which the driver of a database does it fastest. */
export interface StatementRunner {
  /**
   * Runs a statement that is written once and run many times.
   *
   * @param runner of the transaction; without it the statement runs on any connection
   */
  run(statement: PreparedStatement, runner: QueryRunner | undefined): Promise<Row[]>;
  /** Runs a statement that was composed at run time, in a transaction. */
  runComposed(text: string, values: unknown[], runner: QueryRunner): Promise<Row[]>;
  /** Has statements sent and planned anew each time: for a pooler that hands connections to several clients. */
  disablePreparing?(): void;
}

/** A statement that a database parses and plans once on each connection. */
export interface PreparedStatement {
  /** Derived from the text, so that a connection never takes one statement for another; without one, it is sent anew. */
  name: string | undefined;
  text: string;
  values: unknown[];
}

export type Row = Record<string, unknown>;

/**
 * The types that JSON keeps on every database. Not among them, here or in a dialect: big and exact numbers, which
 * JavaScript reads as inexact ones, and binary data.
 */
export const COMMON_JSON_SAFE_TYPES: readonly unknown[] = [
  ...['varchar', 'character varying', 'nvarchar', 'char', 'character', 'nchar', 'text', 'citext', 'clob'],
  ...['tinytext', 'mediumtext', 'longtext', 'uuid', 'enum', 'simple-enum', 'simple-array', 'simple-json'],
  ...['boolean', 'bool', 'int', 'integer', 'int2', 'int4', 'tinyint', 'smallint', 'mediumint'],
  ...[String, Number, Boolean],
];

/** PostgreSQL gives no function more than 100 arguments, and SQLite none more than 127. */
export const MAX_JSON_VALUES = 90;

/** The clause of PostgreSQL, which SQLite has as well. */
export function onConflictDoUpdate(key: readonly string[], columns: readonly string[]): string {
  const set = columns.map((column) => `${column} = EXCLUDED.${column}`);
  return `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${set.join(', ')}`;
}
