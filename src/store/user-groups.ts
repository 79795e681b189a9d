import type { Database } from '../database/database';
import { runQuery } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';

/**
 * The maximum size of the groups that one statement reads, in bytes. A number of users is no limit, because one user
 * has up to 256 kB.
 */
export const MAX_PAGE_BYTES = 1024 * 1024;

/** The bytes of a user's groups, as an expression of a query builder. */
export function groupsBytes({ dialect }: Database, alias: string): string {
  return dialect.textBytes(`${alias}.identityProviderGroups`);
}

/** Splits rows in their order, so that the groups of each part have at most {@link MAX_PAGE_BYTES}. */
export function splitByGroupsBytes<Row>(rows: readonly Row[], bytesOf: (row: Row) => number): Row[][] {
  const parts: Row[][] = [];
  let bytes = Infinity;
  for (const row of rows) {
    bytes += bytesOf(row);
    if (bytes > MAX_PAGE_BYTES) {
      parts.push([]);
      bytes = bytesOf(row);
    }
    parts.at(-1)!.push(row);
  }
  return parts;
}

/** The size of the groups of these users in bytes, by id. */
export async function loadGroupsBytes(
  database: Database,
  { User }: EntitySet,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const { manager } = database.dataSource;
  const query = manager
    .createQueryBuilder(User, 'u')
    .select('u.id', 'id')
    .addSelect(groupsBytes(database, 'u'), 'bytes')
    .where('u.id IN (:...ids)', { ids })
    .withDeleted();
  const rows = await runQuery<{ id: string; bytes: unknown }>(manager, query);
  return new Map(rows.map(({ id, bytes }) => [id, Number(bytes ?? 0)]));
}

/** The last known groups of these users, by id. The caller limits their size. */
export async function loadGroups(
  { dataSource }: Database,
  { User }: EntitySet,
  ids: readonly string[],
): Promise<Map<string, string[] | null>> {
  if (ids.length === 0) return new Map();
  const column = dataSource.getMetadata(User).findColumnWithPropertyName('identityProviderGroups')!;
  const query = dataSource.manager
    .createQueryBuilder(User, 'u')
    .select('u.id', 'id')
    .addSelect('u.identityProviderGroups', 'names')
    .where('u.id IN (:...ids)', { ids })
    .withDeleted();
  const rows = await runQuery<{ id: string; names: unknown }>(dataSource.manager, query);
  const toNames = (value: unknown) =>
    dataSource.driver.prepareHydratedValue(value, column) as string[] | null;
  return new Map(rows.map(({ id, names }) => [id, toNames(names)]));
}
