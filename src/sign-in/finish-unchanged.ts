import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import { markSignedIn } from '../session/sign-in-times';
import { runUnitOfWork } from '../database/unit-of-work';
import { UserWriter } from '../store/user-writer';
import type { Admitted } from './outcome';
import type { SignInAttempt } from './attempt';

/**
 * Ends a sign-in that changes nothing: at most the times of the last sign-in and sync are written.
 *
 * @param columns the times that are not exact enough any more
 */
export async function finishUnchanged(
  { context, key, identity }: SignInAttempt,
  { user, columns }: { user: UserBase; columns: Partial<UserBase> },
  plan: Plan,
  at: Date,
): Promise<Admitted> {
  if (Object.keys(columns).length > 0) {
    await runUnitOfWork(context.database, key.tenant, ({ manager }) =>
      new UserWriter(context, manager, identity).update(user, columns),
    );
  }
  markSignedIn(user, at, plan.synced);
  return { outcome: 'unchanged', user, changes: [], notes: [] };
}
