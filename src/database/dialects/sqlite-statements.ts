import type { QueryRunner } from 'typeorm';
import type { PreparedStatement, Row, StatementRunner, StatementTarget } from './dialect';
import { logQuery, toQueryFailedError } from './query-log';

/** A connection of `better-sqlite3`. */
interface SqliteConnection {
  prepare(text: string): SqliteStatement;
}

interface SqliteStatement {
  get(...values: unknown[]): Row | undefined;
}

/** Runs statements through TypeORM. */
export class SqlJsStatementRunner implements StatementRunner {
  readonly #target: StatementTarget;

  constructor(target: StatementTarget) {
    this.#target = target;
  }

  run({ text, values }: PreparedStatement, runner: QueryRunner | undefined): Promise<Row[]> {
    return (runner ?? this.#target.dataSource).query(text, values) as Promise<Row[]>;
  }

  runComposed(text: string, values: unknown[], runner: QueryRunner): Promise<Row[]> {
    return runner.query(text, values) as Promise<Row[]>;
  }
}

/** Runs prepared statements that bypass TypeORM. Each returns at most one row. */
export class BetterSqlite3StatementRunner extends SqlJsStatementRunner {
  readonly #target: StatementTarget;
  /** The connection on which the statements are prepared. An app may close the data source and open it again. */
  #connection: SqliteConnection | undefined;
  #statements = new Map<string, SqliteStatement>();

  constructor(target: StatementTarget) {
    super(target);
    this.#target = target;
  }

  /** Waits while a transaction of this library is open to which the calling code does not belong. */
  override async run(statement: PreparedStatement, runner: QueryRunner | undefined): Promise<Row[]> {
    const { dataSource, queue } = this.#target;
    while (queue.blockingTransaction !== undefined) await queue.blockingTransaction;
    const { databaseConnection } = dataSource.driver as unknown as { databaseConnection: SqliteConnection };
    const { text, values } = statement;
    logQuery(dataSource, runner, statement);
    try {
      const row = this.#prepare(databaseConnection, text).get(...values);
      return row === undefined ? [] : [row];
    } catch (error) {
      throw toQueryFailedError(error, dataSource, runner, statement);
    }
  }

  #prepare(connection: SqliteConnection, text: string): SqliteStatement {
    if (connection !== this.#connection) {
      this.#connection = connection;
      this.#statements = new Map();
    }
    const statement = this.#statements.get(text) ?? connection.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}
