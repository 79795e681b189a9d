import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';

const MAX_GROUPS = 1000;
const MAX_USERS = 10_000;
const PAGE_SIZE = 500;

/**
 * Groups that users were in at their last sign-in. Ids are random, so the first users in their order are a fair sample
 * of a company that has more of them than one would look at for every page view.
 */
export async function loadKnownGroups(
  manager: EntityManager,
  { User }: EntitySet,
  tenant: string,
): Promise<string[]> {
  const groups = new Set<string>();
  let after = '00000000-0000-0000-0000-000000000000';
  for (let scanned = 0; scanned < MAX_USERS; scanned += PAGE_SIZE) {
    const users = await manager.find(User, {
      select: { id: true, identityProviderGroups: true },
      where: { tenant, id: MoreThan(after), identityProviderGroups: Not(IsNull()) },
      order: { id: 'ASC' },
      take: PAGE_SIZE,
    });
    for (const { identityProviderGroups } of users) {
      for (const group of identityProviderGroups ?? []) {
        groups.add(group);
        if (groups.size === MAX_GROUPS) return [...groups].sort();
      }
    }
    if (users.length < PAGE_SIZE) break;
    after = users.at(-1)!.id;
  }
  return [...groups].sort();
}
