import { QueryFailedError, type DataSource, type QueryRunner } from 'typeorm';

/** What node-postgres takes for a prepared statement: it is parsed and planned once on each connection. */
export interface Prepared {
  name: string;
  text: string;
  values: unknown[];
}

interface Client {
  query(statement: Prepared): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Data sources whose statements are sent anew each time. */
const withoutPlans = new WeakSet<DataSource>();

/** Has every statement sent and planned anew: for a pooler that deals statements out to different connections. */
export function keepNoPlans(dataSource: DataSource): void {
  withoutPlans.add(dataSource);
}

export function canKeepPlans(dataSource: DataSource): boolean {
  return dataSource.options.type === 'postgres' && !withoutPlans.has(dataSource);
}

/**
 * Runs a prepared statement on PostgreSQL. TypeORM has no way to ask for one, so it goes to the connection itself; it
 * is logged, and fails, as TypeORM's own do.
 */
export async function runPrepared(
  runner: QueryRunner,
  dataSource: DataSource,
  statement: Prepared,
): Promise<Record<string, unknown>[]> {
  const { text, values } = statement;
  const client = (await runner.connect()) as Client;
  dataSource.logger.logQuery(text, values, runner);
  try {
    return (await client.query(statement)).rows;
  } catch (error) {
    dataSource.logger.logQueryError(error as Error, text, values, runner);
    if (!isLostPlan(error)) throw new QueryFailedError(text, values, error as Error);
    keepNoPlans(dataSource);
    // A transaction is lost with it. Whoever begins it again does without plans.
    if (runner.isTransactionActive) throw new QueryFailedError(text, values, error as Error);
    return (await runner.query(text, values)) as Record<string, unknown>[];
  }
}

/** What a pooler, or a table that was altered, makes of a statement that was prepared. */
const LOST_PLAN = new Set([
  '26000', // It does not exist on this connection …
  '42P05', // … or it exists already: another client's connection was dealt out.
  '0A000', // Its result would have other types than before.
]);

export function isLostPlan(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && LOST_PLAN.has(code);
}
