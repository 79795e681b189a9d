import type { Database } from '../database/database';
import type { EntitySet } from '../entities/define-entities';
import { restSince } from '../validation/time-slice';
import { groupsBytes, loadGroups, splitByGroupsBytes } from './user-groups';

const MAX_GROUPS = 1000;
const MAX_USERS = 10_000;
const PAGE_SIZE = 500;
/** Ends the search for further groups if all users are in the same long groups. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Groups that users were in at their last sign-in. Ids are random, so the first users in the order of ids are a fair
 * sample of a company that is too large to be read completely for every page view.
 */
export async function loadKnownGroups(
  database: Database,
  entities: EntitySet,
  tenant: string,
): Promise<string[]> {
  const groups = new Set<string>();
  let bytesLeft = MAX_BYTES;
  for await (const page of pages(database, entities, tenant)) {
    for (const users of splitByGroupsBytes(page, ({ bytes }) => bytes)) {
      const startedAt = performance.now();
      const ids = users.map(({ id }) => id);
      for (const names of (await loadGroups(database, entities, ids)).values()) {
        for (const group of names ?? []) {
          groups.add(group);
          if (groups.size === MAX_GROUPS) return [...groups].sort();
        }
      }
      bytesLeft -= users.reduce((sum, { bytes }) => sum + bytes, 0);
      if (bytesLeft <= 0) return [...groups].sort();
      await restSince(startedAt);
    }
  }
  return [...groups].sort();
}

/** Users whose groups are known, with the size of the groups in bytes. */
async function* pages(
  database: Database,
  { User }: EntitySet,
  tenant: string,
): AsyncGenerator<{ id: string; bytes: number }[]> {
  let after: string | undefined;
  for (let scanned = 0; scanned < MAX_USERS; scanned += PAGE_SIZE) {
    const query = database.dataSource.manager
      .createQueryBuilder(User, 'u')
      .select('u.id', 'id')
      .addSelect(groupsBytes(database, 'u'), 'bytes')
      .where('u.tenant = :tenant AND u.identityProviderGroups IS NOT NULL', { tenant })
      .orderBy('u.id')
      .limit(PAGE_SIZE)
      .cache(false);
    if (after !== undefined) query.andWhere('u.id > :after', { after });
    const rows = await query.getRawMany<{ id: string; bytes: unknown }>();
    yield rows.map(({ id, bytes }) => ({ id, bytes: Number(bytes) }));
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)!.id;
  }
}
