import { hash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import type { DriverError, PreparedStatement, Row, StatementRunner } from './dialect';
import { logQuery, toQueryFailedError } from './query-log';

/** A connection of `pg`, or its pool, which runs a statement on any free connection. */
interface Client {
  query(statement: { name?: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
}

/**
 * The maximum number of prepared statements that were composed at run time. The writes of sign-ins have some dozens of
 * shapes, which depend on the columns and on the kinds of grants. A connection keeps every prepared statement, so there
 * must be a limit.
 */
const MAX_COMPOSED = 100;

/**
 * Runs prepared statements on PostgreSQL. TypeORM has no API for them, so they go to the driver: with a runner to its
 * connection, otherwise to its pool, which closes a connection on which a statement failed.
 */
export class PostgresStatementRunner implements StatementRunner {
  readonly #dataSource: DataSource;
  readonly #composedNames = new Map<string, string>();
  #prepares = true;

  constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
  }

  disablePreparing(): void {
    this.#prepares = false;
  }

  async run(statement: PreparedStatement, runner: QueryRunner | undefined): Promise<Row[]> {
    const client = runner === undefined ? this.#pool() : ((await runner.connect()) as Client);
    const { text, values } = statement;
    const name = this.#prepares ? statement.name : undefined;
    logQuery(this.#dataSource, runner, statement);
    try {
      return (await client.query(name === undefined ? { text, values } : { name, text, values })).rows;
    } catch (error) {
      const failure = toQueryFailedError(error, this.#dataSource, runner, statement);
      if (name === undefined || !isLostStatement(error ?? {})) throw failure;
      this.disablePreparing();
      // The transaction fails together with the statement. The retry uses unprepared statements.
      if (runner?.isTransactionActive) throw failure;
      return this.run(statement, runner);
    }
  }

  /** Prepared as well, up to the maximum number of statements. */
  runComposed(text: string, values: unknown[], runner: QueryRunner): Promise<Row[]> {
    let name = this.#composedNames.get(text);
    if (name === undefined && this.#composedNames.size < MAX_COMPOSED) {
      name = `jit_${hash('sha256', text).slice(0, 24)}`;
      this.#composedNames.set(text, name);
    }
    return this.run({ name, text, values }, runner);
  }

  #pool(): Client {
    const { master } = this.#dataSource.driver as unknown as { master?: Client };
    if (master === undefined) throw new Error('The data source is not connected to its database');
    return master;
  }
}

const LOST_STATEMENT_CODES = new Set<unknown>([
  '26000', // The statement does not exist on this connection …
  '42P05', // … or it exists already: a pooler has assigned the connection of another client.
  '0A000', // A table was altered, and the result would have other types than before.
]);

/** Whether a prepared statement no longer exists, or is no longer valid. */
export function isLostStatement({ code }: DriverError): boolean {
  return LOST_STATEMENT_CODES.has(code);
}
