import type { DataSource, QueryRunner } from 'typeorm';
import { toQueryFailedError, logQuery, type PreparedStatement, type Row } from './prepared';

/** A connection of `pg`, or its pool, which runs a statement on whichever connection is free. */
interface Client {
  query(statement: { name?: string; text: string; values: unknown[] }): Promise<{ rows: Row[] }>;
}

/** Data sources whose statements are sent anew each time. */
const unprepared = new WeakSet<DataSource>();

/** Has every statement sent and planned anew: for a pooler that deals statements out to different connections. */
export function disablePreparedStatements(dataSource: DataSource): void {
  unprepared.add(dataSource);
}

/**
 * Runs a prepared statement on PostgreSQL. TypeORM has no way to ask for one, so it goes to the driver; without a
 * runner to its pool, which gives up a connection on which a statement failed.
 */
export async function runOnPostgres(
  dataSource: DataSource,
  runner: QueryRunner | undefined,
  statement: PreparedStatement,
): Promise<Row[]> {
  const client = runner === undefined ? poolOf(dataSource) : ((await runner.connect()) as Client);
  const { text, values } = statement;
  const name = unprepared.has(dataSource) ? undefined : statement.name;
  logQuery(dataSource, runner, statement);
  try {
    return (await client.query(name === undefined ? { text, values } : { name, text, values })).rows;
  } catch (error) {
    const failure = toQueryFailedError(error, dataSource, runner, statement);
    if (name === undefined || !isLostStatement(error)) throw failure;
    disablePreparedStatements(dataSource);
    // A transaction is lost with it. Whoever begins it again does without plans.
    if (runner?.isTransactionActive) throw failure;
    return runOnPostgres(dataSource, runner, statement);
  }
}

function poolOf({ driver }: DataSource): Client {
  const { master } = driver as unknown as { master?: Client };
  if (master === undefined) throw new Error('The data source is not connected to its database');
  return master;
}

/** What a pooler, or a table that was altered, makes of a statement that was prepared. */
const LOST_STATEMENT_CODES = new Set([
  '26000', // It does not exist on this connection …
  '42P05', // … or it exists already: another client's connection was dealt out.
  '0A000', // Its result would have other types than before.
]);

function isLostStatement(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && LOST_STATEMENT_CODES.has(code);
}
