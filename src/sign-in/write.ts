import type { UserBase } from '../entities/user';
import type { Plan } from '../plan/plan';
import { executeBatch, type Precondition } from '../database/write-batch';
import { ConcurrentChangeError } from '../database/retry';
import { buildGrantWrites } from '../store/grant-writes';
import type { TeamCatalog } from '../store/teams';
import { sortGrants } from '../store/user-hydrator';
import { describeArrival, explainLosses } from './arrival';
import { changeEntries } from './audit-entries';
import type { SignInSnapshot } from './attempt';
import { buildUserWrites } from './user-writes';
import type { SignInWork } from './work';

/** A final plan, with the values to write. */
export interface PlannedSignIn {
  readonly snapshot: SignInSnapshot;
  readonly plan: Plan;
  readonly at: Date;
  readonly teams: TeamCatalog;
  readonly precondition: Precondition | undefined;
}

/**
 * Writes a plan: the user, the identity, the grants, and the events of the audit log.
 *
 * @returns the user after the write
 * @throws {ConcurrentChangeError} if the user is no longer as loaded
 */
export async function writeSignIn(work: SignInWork, planned: PlannedSignIn): Promise<UserBase> {
  const { manager, attempt } = work;
  const { database, options, reader, auditLog } = attempt.context;
  const { snapshot, plan, at, teams, precondition } = planned;
  const origin = {
    provider: attempt.key.provider,
    mappingVersion: snapshot.input.settings.version,
    at,
  };
  const signIn = {
    arrival: describeArrival(attempt, snapshot),
    losses: explainLosses(snapshot, plan),
  };
  const build = () => buildUserWrites(work, snapshot, plan, origin);
  const { user, condition, writes } = await (work.writer.callsApp
    ? database.limiter.shareSlot(build)
    : build());
  const grants = buildGrantWrites({ database, manager, entities: options.entities }, user, plan.changes, {
    catalog: teams,
    origin,
  });
  writes.push(...grants.writes);
  const entries = changeEntries(attempt, snapshot, plan, { user: user.id, signIn });
  if (entries.length > 0) writes.push(auditLog.buildInsert(manager, at, entries));
  if (!(await executeBatch(database, manager, { condition, writes, precondition })))
    throw new ConcurrentChangeError();

  if (reader.writesAllColumns) return sortGrants(Object.assign(user, grants.after));
  return (await reader.loadUser(work.connection, user.id)) ?? user;
}
