import type {
  DeleteQueryBuilder,
  EntityManager,
  InsertQueryBuilder,
  ObjectLiteral,
  UpdateQueryBuilder,
} from 'typeorm';
import { dialectOf } from './dialect';

/** A write that is ready to be sent. */
export type Write =
  InsertQueryBuilder<ObjectLiteral> | UpdateQueryBuilder<ObjectLiteral> | DeleteQueryBuilder<ObjectLiteral>;

/**
 * Carries out writes in their order, on PostgreSQL in as few statements as can carry the values: usually in one.
 *
 * @param guard an update of one row that comes first
 * @returns whether the guard found its row; if not, somebody has changed it, and the transaction is to be given up
 */
export async function writeTogether(
  manager: EntityManager,
  guard: UpdateQueryBuilder<ObjectLiteral> | undefined,
  writes: readonly Write[],
): Promise<boolean> {
  if (dialectOf(manager.dataSource ?? manager.connection).writesTogether)
    return inFew(manager, guard, writes);
  const guarded = guard === undefined ? 1 : (await guard.execute()).affected;
  if (guarded === 0) return false;
  for (const write of writes) await write.execute();
  return true;
}

/** Common table expressions that write (PostgreSQL 7.8.4) all run; the one that is selected from runs first. */
async function inFew(
  manager: EntityManager,
  guard: UpdateQueryBuilder<ObjectLiteral> | undefined,
  writes: readonly Write[],
): Promise<boolean> {
  let guarded = true;
  for (const [i, batch] of batches(guard, writes).entries()) {
    const isGuarded = i === 0 && guard !== undefined;
    const values: unknown[] = [];
    const expressions = batch.map(([sql, own], n) => {
      const numbered = renumbered(sql, values.length);
      values.push(...own);
      return `w${n} AS (${numbered}${isGuarded && n === 0 ? ' RETURNING 1' : ''})`;
    });
    const sql = `WITH ${expressions.join(', ')} SELECT ${isGuarded ? '(SELECT COUNT(*) FROM w0)' : '1'} AS guarded`;
    const [row] = (await manager.queryRunner!.query(sql, values)) as { guarded: string | number }[];
    if (isGuarded) guarded = Number(row?.guarded) === 1;
    if (!guarded) break;
  }
  return guarded;
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
