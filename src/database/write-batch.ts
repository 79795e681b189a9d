import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialects/dialect';
import { runPrepared } from './prepared/prepared-writes';
import { ParameterBinder, runWrite, type Bind, type Write } from './write';

/** What writes have been put together for without looking: they look themselves, in the same statement. */
export interface Precondition {
  /** A SELECT of one value, with its own values bound. */
  select(bind: Bind): string;
  /** Whether that value is what it was taken to be. */
  isMet(value: unknown): boolean;
  /** Called when it is not, or when the writes failed for what they refer to: nobody is to build on it again. */
  invalidate(): void;
}

/**
 * Carries out writes in their order, in a transaction. On PostgreSQL they are one statement, if that can carry the values.
 *
 * @param condition an update of one row that comes first
 * @param precondition only on PostgreSQL
 * @returns whether the guard found its row, and the premise holds; if not, somebody has changed it, and the transaction
 *   is to be given up
 */
export async function executeBatch(
  manager: EntityManager,
  condition: Write | undefined,
  writes: readonly Write[],
  precondition?: Precondition,
): Promise<boolean> {
  if (condition === undefined && writes.length === 0) return precondition === undefined;
  if (dialectOf(manager.dataSource ?? manager.connection).supportsWritableCte) {
    const succeeded = await executeAsCte(manager, condition, writes, precondition);
    if (succeeded !== undefined) return succeeded;
  }
  if (precondition !== undefined) return false;
  if (condition !== undefined && (await runWrite(manager, condition)) === 0) return false;
  for (const write of writes) await runWrite(manager, write);
  return true;
}

/** How many values the protocol of PostgreSQL lets one statement carry. */
const MAX_PARAMETERS = 65_535;

/**
 * Common table expressions that write (PostgreSQL 7.8.4) all run; the one that is selected from runs first.
 *
 * @returns nothing when there are too many values
 */
async function executeAsCte(
  manager: EntityManager,
  condition: Write | undefined,
  writes: readonly Write[],
  precondition: Precondition | undefined,
): Promise<boolean | undefined> {
  const dataSource = manager.dataSource ?? manager.connection;
  const { bind, values } = new ParameterBinder(dialectOf(dataSource));
  const conditionSql = condition === undefined ? [] : [`${condition(bind)} RETURNING 1`];
  const expressions = [...conditionSql, ...writes.map((write) => write(bind))].map(
    (sql, i) => `w${i} AS (${sql})`,
  );
  const matchedCount = condition === undefined ? '1' : '(SELECT COUNT(*) FROM w0)';
  const observed = precondition === undefined ? '' : `, (${precondition.select(bind)}) AS looked`;
  if (values.length > MAX_PARAMETERS) return undefined;
  const text = `WITH ${expressions.join(', ')} SELECT ${matchedCount} AS found${observed}`;
  const runner = manager.queryRunner!;
  try {
    const [row] = await runPrepared(dataSource, runner, text, values);
    if (precondition?.isMet(row?.looked) ?? true) return Number(row?.found) === 1;
  } catch (error) {
    if (precondition === undefined || !isIntegrityViolation(error)) throw error;
  }
  precondition?.invalidate();
  return false;
}

/** Whether rows were in the way, or not there (PostgreSQL, Appendix A: cardinality and integrity constraint violations). */
function isIntegrityViolation(error: unknown): boolean {
  const { driverError } = (error ?? {}) as { driverError?: { code?: unknown } };
  return typeof driverError?.code === 'string' && /^2[13]/.test(driverError.code);
}
