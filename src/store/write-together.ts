import type { DeleteQueryBuilder, InsertQueryBuilder, ObjectLiteral, UpdateQueryBuilder } from 'typeorm';
import { dialectOf } from './dialect';
import type { Work } from './transaction';

/** A write that is ready to be sent. */
export type Write =
  InsertQueryBuilder<ObjectLiteral> | UpdateQueryBuilder<ObjectLiteral> | DeleteQueryBuilder<ObjectLiteral>;

/**
 * Carries out writes in their order, all or none. On PostgreSQL they are as few statements as can carry the values,
 * usually one, which is a transaction by itself.
 *
 * @param guard an update of one row that comes first
 * @returns whether the guard found its row; if not, somebody has changed it, and a transaction is to be given up
 */
export async function writeTogether(
  work: Work,
  guard: UpdateQueryBuilder<ObjectLiteral> | undefined,
  writes: readonly Write[],
): Promise<boolean> {
  const { manager } = work;
  if (dialectOf(manager.dataSource ?? manager.connection).writesTogether) return inFew(work, guard, writes);
  await work.begin();
  const guarded = guard === undefined ? 1 : (await guard.execute()).affected;
  if (guarded === 0) return false;
  for (const write of writes) await write.execute();
  return true;
}

/** Common table expressions that write (PostgreSQL 7.8.4) all run; the one that is selected from runs first. */
async function inFew(
  work: Work,
  guard: UpdateQueryBuilder<ObjectLiteral> | undefined,
  writes: readonly Write[],
): Promise<boolean> {
  const all = batches(guard, writes);
  if (all.length > 1) await work.begin();
  for (const [i, batch] of all.entries()) {
    const isGuarded = i === 0 && guard !== undefined;
    const values: unknown[] = [];
    const expressions = batch.map(([sql, own], n) => {
      const numbered = renumbered(sql, values.length);
      values.push(...own);
      return `w${n} AS (${numbered}${isGuarded && n === 0 ? ' RETURNING 1' : ''})`;
    });
    const sql = `WITH ${expressions.join(', ')} SELECT ${isGuarded ? FOUND : '1'}`;
    try {
      await work.manager.queryRunner!.query(sql, values);
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }
  return true;
}

const NOT_FOUND =
  'passport-jit: somebody else has changed this user, and the sign-in begins again; rows found: ';

/** SQL has no way to fail but a mistake: this one undoes what the other expressions wrote, and tells those who read logs. */
const FOUND = `CASE (SELECT COUNT(*) FROM w0) WHEN 1 THEN 1
  ELSE CAST('${NOT_FOUND}' || (SELECT COUNT(*) FROM w0) AS int) END`;

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.message.includes(NOT_FOUND);
}

type Sql = [sql: string, values: unknown[]];

/** How many values the protocol of PostgreSQL lets one statement carry. */
const MOST_VALUES = 65_535;

function batches(guard: Write | undefined, writes: readonly Write[]): Sql[][] {
  const all: Sql[][] = [];
  let room = 0;
  for (const write of guard === undefined ? writes : [guard, ...writes]) {
    const sql = write.getQueryAndParameters() as Sql;
    if (sql[1].length > room) {
      all.push([]);
      room = MOST_VALUES;
    }
    all.at(-1)!.push(sql);
    room -= sql[1].length;
  }
  return all;
}

/** `$1` is another one among the values of several; in a name it is a part of the name. */
function renumbered(sql: string, by: number): string {
  return sql.replace(/"(?:[^"]|"")*"|\$(\d+)/g, (all, number?: string) =>
    number === undefined ? all : `$${Number(number) + by}`,
  );
}
