import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import { markSignedIn } from '../session/moments';
import { inWork } from '../store/transaction';
import { UserWriter } from '../store/user-writer';
import type { Admitted } from './outcome';
import { sentAttribute, type Arrival, type Parts, type Sight } from './sight';
import { sightingColumns } from './user-columns';

/**
 * A sign-in that changes nothing: at most it is noted when the user was last here.
 *
 * @returns nothing when it has more to say of the user, the groups for instance. That is for a transaction: beside
 *   another sign-in of the same user, the groups could end up being from one and the grants from the other.
 */
export async function leave(
  parts: Parts,
  arrival: Arrival,
  sight: Sight,
  { user, groupAttribute }: NonNullable<Sight['known']>,
  wish: Plan,
): Promise<Admitted | undefined> {
  const { options } = parts;
  const { claims, groups } = sight;
  const at = new Date();
  const sent = sentAttribute(sight);
  if (sent !== null && sent !== groupAttribute) return undefined;

  const { dataSource, rules, signInPrecision: precision } = options;
  const { lastSignInAt, lastSyncedAt, ...news } = sightingColumns(user, {
    claims,
    groups,
    plan: wish,
    at,
    precision,
  });
  if (Object.keys(news).length > 0) return undefined;
  const writerOn = (manager: typeof dataSource.manager) => new UserWriter(manager, options, arrival.identity);
  if (rules.syncProfile) {
    const own = await (sight.own ??= writerOn(dataSource.manager).assign(user, { names: false }));
    if (Object.keys(own).length > 0) return undefined;
  }

  const moments: Partial<UserBase> = {
    ...(lastSignInAt ? { lastSignInAt } : {}),
    ...(lastSyncedAt ? { lastSyncedAt } : {}),
  };
  if (Object.keys(moments).length > 0) {
    await inWork(dataSource, arrival.key.tenant, ({ manager }) => writerOn(manager).update(user, moments));
  }
  markSignedIn(user, at, wish.synced);
  return { outcome: 'unchanged', user, changes: [], notes: [] };
}
