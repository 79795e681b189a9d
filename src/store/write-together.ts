import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { runPrepared } from './prepared/prepared-writes';
import { Binding, runWrite, type Bind, type Write } from './write';

/** What writes have been put together for without looking: they look themselves, in the same statement. */
export interface Premise {
  /** A SELECT of one value, with its own values bound. */
  look(bind: Bind): string;
  /** Whether that value is what it was taken to be. */
  holds(value: unknown): boolean;
  /** Called when it is not, or when the writes failed for what they refer to: nobody is to build on it again. */
  giveUp(): void;
}

/**
 * Carries out writes in their order, in a transaction. On PostgreSQL they are one statement, if that can carry the values.
 *
 * @param guard an update of one row that comes first
 * @param premise only on PostgreSQL
 * @returns whether the guard found its row, and the premise holds; if not, somebody has changed it, and the transaction
 *   is to be given up
 */
export async function writeTogether(
  manager: EntityManager,
  guard: Write | undefined,
  writes: readonly Write[],
  premise?: Premise,
): Promise<boolean> {
  if (guard === undefined && writes.length === 0) return premise === undefined;
  if (dialectOf(manager.dataSource ?? manager.connection).writesTogether) {
    const inOne = await inOneStatement(manager, guard, writes, premise);
    if (inOne !== undefined) return inOne;
  }
  if (premise !== undefined) return false;
  if (guard !== undefined && (await runWrite(manager, guard)) === 0) return false;
  for (const write of writes) await runWrite(manager, write);
  return true;
}

/** How many values the protocol of PostgreSQL lets one statement carry. */
const MOST_VALUES = 65_535;

/**
 * Common table expressions that write (PostgreSQL 7.8.4) all run; the one that is selected from runs first.
 *
 * @returns nothing when there are too many values
 */
async function inOneStatement(
  manager: EntityManager,
  guard: Write | undefined,
  writes: readonly Write[],
  premise: Premise | undefined,
): Promise<boolean | undefined> {
  const dataSource = manager.dataSource ?? manager.connection;
  const { bind, values } = new Binding(dialectOf(dataSource));
  const guarding = guard === undefined ? [] : [`${guard(bind)} RETURNING 1`];
  const expressions = [...guarding, ...writes.map((write) => write(bind))].map(
    (sql, i) => `w${i} AS (${sql})`,
  );
  const found = guard === undefined ? '1' : '(SELECT COUNT(*) FROM w0)';
  const looked = premise === undefined ? '' : `, (${premise.look(bind)}) AS looked`;
  if (values.length > MOST_VALUES) return undefined;
  const text = `WITH ${expressions.join(', ')} SELECT ${found} AS found${looked}`;
  const runner = manager.queryRunner!;
  try {
    const [row] = await runPrepared(dataSource, runner, text, values);
    if (premise?.holds(row?.looked) ?? true) return Number(row?.found) === 1;
  } catch (error) {
    if (premise === undefined || !isOfWhatIsThere(error)) throw error;
  }
  premise?.giveUp();
  return false;
}

/** Whether rows were in the way, or not there (PostgreSQL, Appendix A: cardinality and integrity constraint violations). */
function isOfWhatIsThere(error: unknown): boolean {
  const { driverError } = (error ?? {}) as { driverError?: { code?: unknown } };
  return typeof driverError?.code === 'string' && /^2[13]/.test(driverError.code);
}
