import type { EntityManager } from 'typeorm';
import { dialectOf } from './dialect';
import { runPrepared } from './prepared/prepared-writes';
import { Binding, runWrite, type Write } from './write';

/**
 * Carries out writes in their order, in a transaction. On PostgreSQL they are one statement, if that can carry the values.
 *
 * @param guard an update of one row that comes first
 * @returns whether the guard found its row; if not, somebody has changed it, and the transaction is to be given up
 */
export async function writeTogether(
  manager: EntityManager,
  guard: Write | undefined,
  writes: readonly Write[],
): Promise<boolean> {
  if (guard === undefined && writes.length === 0) return true;
  if (dialectOf(manager.dataSource ?? manager.connection).writesTogether) {
    const inOne = await inOneStatement(manager, guard, writes);
    if (inOne !== undefined) return inOne;
  }
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
): Promise<boolean | undefined> {
  const dataSource = manager.dataSource ?? manager.connection;
  const { bind, values } = new Binding(dialectOf(dataSource));
  const guarding = guard === undefined ? [] : [`${guard(bind)} RETURNING 1`];
  const expressions = [...guarding, ...writes.map((write) => write(bind))].map(
    (sql, i) => `w${i} AS (${sql})`,
  );
  if (values.length > MOST_VALUES) return undefined;
  const found = guard === undefined ? '1' : '(SELECT COUNT(*) FROM w0)';
  const text = `WITH ${expressions.join(', ')} SELECT ${found} AS found`;
  const [row] = await runPrepared(dataSource, manager.queryRunner!, text, values);
  return Number(row?.found) === 1;
}
