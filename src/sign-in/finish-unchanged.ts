import type { Plan } from '../plan/plan';
import { markSignedIn } from '../session/sign-in-times';
import { runUnitOfWork } from '../database/unit-of-work';
import { executeBatch } from '../database/write-batch';
import { UserWriter } from '../store/user-writer';
import type { Admitted } from './outcome';
import type { SignInAttempt } from './attempt';
import type { StaleTimestamps } from './requirements';

/** Ends a sign-in that changes nothing. It writes at most the times of the last sign-in and sync. */
export async function finishUnchanged(
  attempt: SignInAttempt,
  timestamps: StaleTimestamps,
  plan: Plan,
  at: Date,
): Promise<Admitted> {
  const { user, columns, identity } = timestamps;
  if (Object.keys(columns).length > 0 || Object.keys(identity.columns).length > 0)
    await writeTimestamps(attempt, timestamps);
  markSignedIn(user, at, plan.synced);
  return { outcome: 'unchanged', user, changes: [], notes: [] };
}

async function writeTimestamps(
  { context, key, identity: verified }: SignInAttempt,
  { user, columns, identity }: StaleTimestamps,
): Promise<void> {
  const { database, reader } = context;
  await runUnitOfWork(database, key.tenant, async ({ manager }) => {
    const writer = new UserWriter(context, manager, verified);
    const hasUserColumns = Object.keys(columns).length > 0;
    const writes =
      Object.keys(identity.columns).length > 0 ? [writer.updateIdentity(identity.id, identity.columns)] : [];
    // For an app's own class, TypeORM reads back other columns that the update has changed, such as a version.
    if (hasUserColumns && !reader.writesAllColumns) await writer.update(user, columns);
    else if (hasUserColumns) writes.unshift(writer.buildUpdate(user, columns));
    await executeBatch(database, manager, { writes });
  });
}
