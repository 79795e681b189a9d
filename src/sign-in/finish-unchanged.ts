import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import { markSignedIn } from '../session/sign-in-times';
import { runUnitOfWork } from '../database/unit-of-work';
import { UserWriter } from '../store/user-writer';
import type { Admitted } from './outcome';
import type { ProvisioningContext } from '../context';
import { groupAttributeSent, type SignInAttempt, type SignInSnapshot } from './attempt';
import { signInColumns } from './sign-in-columns';

/**
 * A sign-in that changes nothing: at most it is noted when the user was last here.
 *
 * @returns nothing when it has more to say of the user, the groups for instance. That is for a transaction: beside
 *   another sign-in of the same user, the groups could end up being from one and the grants from the other.
 */
export async function finishUnchanged(
  context: ProvisioningContext,
  attempt: SignInAttempt,
  snapshot: SignInSnapshot,
  { user, groupAttribute }: NonNullable<SignInSnapshot['existing']>,
  plan: Plan,
): Promise<Admitted | undefined> {
  const { options } = context;
  const { claims, groups } = snapshot;
  const at = new Date();
  const sentAttribute = groupAttributeSent(snapshot);
  if (sentAttribute !== null && sentAttribute !== groupAttribute) return undefined;

  const { dataSource, rules, lastSignInPrecision: precision } = options;
  const { lastSignInAt, lastSyncedAt, ...otherColumns } = signInColumns(user, {
    claims,
    groups,
    plan,
    at,
    precision,
  });
  if (Object.keys(otherColumns).length > 0) return undefined;
  const createWriter = (manager: typeof dataSource.manager) =>
    new UserWriter(context, manager, attempt.identity);
  if (rules.syncProfile) {
    const customColumns = await (snapshot.customColumns ??= createWriter(
      dataSource.manager,
    ).assignCustomColumns(user, { includeProfile: false }));
    if (Object.keys(customColumns).length > 0) return undefined;
  }

  const times: Partial<UserBase> = {
    ...(lastSignInAt ? { lastSignInAt } : {}),
    ...(lastSyncedAt ? { lastSyncedAt } : {}),
  };
  if (Object.keys(times).length > 0) {
    await runUnitOfWork(context.database, attempt.key.tenant, ({ manager }) =>
      createWriter(manager).update(user, times),
    );
  }
  markSignedIn(user, at, plan.synced);
  return { outcome: 'unchanged', user, changes: [], notes: [] };
}
