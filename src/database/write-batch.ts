import type { EntityManager } from 'typeorm';
import type { Database } from './database';
import type { DriverError } from './dialects/dialect';
import { ParameterBinder, runWrite, type Bind, type Write } from './write';

/**
 * A precondition that is checked in the same statement as the writes, so that the facts behind them need not be read
 * again. Only if the dialect supports writable common table expressions.
 */
export interface Precondition {
  /** A SELECT of one value. It binds its own values. */
  select(bind: Bind): string;
  /** Whether the value is the expected one. */
  isMet(value: unknown): boolean;
  /** Called if it is not met, or if the writes failed because of a referenced row: its facts must not be used again. */
  invalidate(): void;
}

/** Writes that are executed together. */
export interface WriteBatch {
  /** An update of one row that comes first. If it finds no row, nothing else is written. */
  condition?: Write | undefined;
  /** The writes in their order. */
  writes: readonly Write[];
  precondition?: Precondition | undefined;
}

/**
 * Executes writes in a transaction: as one statement, if the database supports it and the values fit.
 *
 * @returns whether the condition found its row and the precondition is met. If not, another transaction has changed the
 *   facts behind the writes, and this transaction must be rolled back
 */
export async function executeBatch(
  database: Database,
  manager: EntityManager,
  batch: WriteBatch,
): Promise<boolean> {
  const { condition, writes, precondition } = batch;
  const { dialect } = database;
  if (condition === undefined && writes.length === 0) return precondition === undefined;
  if (dialect.supportsWritableCte) {
    const succeeded = await executeAsCte(database, manager, batch);
    if (succeeded !== undefined) return succeeded;
  }
  if (precondition !== undefined) return false;
  if (condition !== undefined && (await runWrite(dialect, manager, condition)) === 0) return false;
  for (const write of writes) await runWrite(dialect, manager, write);
  return true;
}

/**
 * All writable common table expressions run (PostgreSQL 7.8.4); the one that is selected from runs first.
 *
 * @returns `undefined` if there are too many values
 */
async function executeAsCte(
  { dialect, statements }: Database,
  manager: EntityManager,
  { condition, writes, precondition }: WriteBatch,
): Promise<boolean | undefined> {
  const { bind, values } = new ParameterBinder(dialect);
  const conditionSql = condition === undefined ? [] : [`${condition(bind)} RETURNING 1`];
  const expressions = [...conditionSql, ...writes.map((write) => write(bind))].map(
    (sql, i) => `w${i} AS (${sql})`,
  );
  const matched = condition === undefined ? '1' : '(SELECT COUNT(*) FROM w0)';
  const observed = precondition === undefined ? '' : `, (${precondition.select(bind)}) AS observed`;
  if (values.length > dialect.maxParameters) return undefined;
  const text = `WITH ${expressions.join(', ')} SELECT ${matched} AS matched${observed}`;
  try {
    const [row] = await statements.runComposed(text, values, manager.queryRunner!);
    if (precondition?.isMet(row?.observed) ?? true) return Number(row?.matched) === 1;
  } catch (error) {
    const { driverError } = (error ?? {}) as { driverError?: DriverError };
    const isViolation = driverError != null && dialect.isIntegrityViolation(driverError);
    if (precondition === undefined || !isViolation) throw error;
  }
  precondition?.invalidate();
  return false;
}
