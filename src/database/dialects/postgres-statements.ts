import { hash } from 'node:crypto';
import type { DataSource, QueryRunner } from 'typeorm';
import type { DriverError, PreparedStatement, Row, StatementRunner } from './dialect';
import { logQuery, toQueryFailedError } from './query-log';

/** A connection of `pg`, or its pool, which runs a statement on whichever connection is free. */
interface Client {
  query(statement: { name?: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
}

/**
 * How many statements that were composed at run time are prepared. What a sign-in writes has some dozens of shapes: which
 * columns, and which kinds of grants come and go. A connection keeps what it has prepared, so there is an end to it.
 */
const MAX_COMPOSED = 100;

/**
 * Runs prepared statements on PostgreSQL. TypeORM has no way to ask for one, so they go to the driver; without a runner
 * to its pool, which gives up a connection on which a statement failed.
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
      // The transaction is lost with the statement. The retry does without plans.
      if (runner?.isTransactionActive) throw failure;
      return this.run(statement, runner);
    }
  }

  /** Prepared as well, unless too many statements are already. */
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
  '42P05', // … or exists already: a pooler has handed out the connection of another client.
  '0A000', // A table was altered, and the result would have other types than before.
]);

/** Whether a prepared statement is no longer there, or no longer right. */
export function isLostStatement({ code }: DriverError): boolean {
  return LOST_STATEMENT_CODES.has(code);
}
