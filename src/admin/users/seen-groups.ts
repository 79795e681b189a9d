import { IsNull, MoreThan, Not, type EntityManager } from 'typeorm';
import type { EntitySet } from '../../entities/define-entities';

const MOST_GROUPS = 1000;
const MOST_USERS = 10_000;
const PAGE = 500;

/**
 * Groups that users were in at their last sign-in. Ids are random, so the first users in their order are a fair sample
 * of a company that has more of them than one would look at for every page view.
 */
export async function seenGroups(
  manager: EntityManager,
  { User }: EntitySet,
  tenant: string,
): Promise<string[]> {
  const seen = new Set<string>();
  let after = '00000000-0000-0000-0000-000000000000';
  for (let looked = 0; looked < MOST_USERS; looked += PAGE) {
    const users = await manager.find(User, {
      select: { id: true, identityProviderGroups: true },
      where: { tenant, id: MoreThan(after), identityProviderGroups: Not(IsNull()) },
      order: { id: 'ASC' },
      take: PAGE,
    });
    for (const { identityProviderGroups } of users) {
      for (const group of identityProviderGroups ?? []) {
        seen.add(group);
        if (seen.size === MOST_GROUPS) return [...seen].sort();
      }
    }
    if (users.length < PAGE) break;
    after = users.at(-1)!.id;
  }
  return [...seen].sort();
}
