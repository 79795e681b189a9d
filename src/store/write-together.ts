import { dialectOf } from './dialect';
import { runPrepared } from './prepared/prepared-writes';
import type { Work } from './transaction';
import { Binding, runWrite, type Write } from './write';

/**
 * Carries out writes in their order, all or none. On PostgreSQL they are one statement, which is a transaction by itself,
 * if that can carry the values.
 *
 * @param guard an update of one row that comes first
 * @returns whether the guard found its row; if not, somebody has changed it, and a transaction is to be given up
 */
export async function writeTogether(
  work: Work,
  guard: Write | undefined,
  writes: readonly Write[],
): Promise<boolean> {
  const { manager } = work;
  if (guard === undefined && writes.length === 0) return true;
  if (dialectOf(manager.dataSource ?? manager.connection).writesTogether) {
    const inOne = await inOneStatement(work, guard, writes);
    if (inOne !== undefined) return inOne;
  }
  await work.begin();
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
  { manager }: Work,
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
  const text = `WITH ${expressions.join(', ')} SELECT ${guard === undefined ? '1' : FOUND}`;
  try {
    await runPrepared(dataSource, manager.queryRunner!, text, values);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

const NOT_FOUND =
  'passport-jit: somebody else has changed this user, and the sign-in begins again; rows found: ';

/** SQL has no way to fail but a mistake: this one undoes what the other expressions wrote, and tells those who read logs. */
const FOUND = `CASE (SELECT COUNT(*) FROM w0) WHEN 1 THEN 1
  ELSE CAST('${NOT_FOUND}' || (SELECT COUNT(*) FROM w0) AS int) END`;

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.message.includes(NOT_FOUND);
}
