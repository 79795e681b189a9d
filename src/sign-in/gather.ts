import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import type { PlanInput } from '../plan/plan-input';
import { ConcurrentChangeError } from '../database/retry';
import { EMPTY_CONTEXT, type WriteContext } from '../store/write-context';
import type { SignInSnapshot } from './attempt';
import type { FactRequirements } from './requirements';
import type { SignInWork } from './work';

/** The facts that were read in addition to the snapshot. */
export interface Gathered {
  /**
   * The time of the sign-in. For a contended sign-in, it is not earlier than the lock, so that an earlier release takes
   * effect.
   */
  readonly at: Date;
  /** Facts that replace the assumptions of the snapshot; empty if none were required. */
  readonly facts: Partial<PlanInput<UserBase>>;
  readonly context: WriteContext;
}

/**
 * Reads the facts that a draft requires, behind the tenant's lock if necessary. It is the only place that reads in
 * addition to the snapshot.
 *
 * @throws {ConcurrentChangeError}
 */
export async function gather(
  work: SignInWork,
  snapshot: SignInSnapshot,
  requirements: FactRequirements,
): Promise<Gathered> {
  const at = new Date();
  const { teams, email, tenantLock } = requirements;
  if (email === undefined && teams.teams.size === 0 && tenantLock === 'never')
    return { at, facts: {}, context: EMPTY_CONTEXT };

  const context = await loadWriteContext(work, requirements);
  return {
    at,
    facts: {
      teams: context.catalog,
      ...(context.emailIsTaken && email !== undefined ? await emailFacts(work, snapshot, email) : {}),
      ...(tenantLock === 'always' || (tenantLock === 'ifRemovalsHeld' && context.removalsHeld)
        ? await loadRemovals(work, snapshot, at)
        : {}),
    },
    context,
  };
}

async function loadWriteContext(
  { attempt, connection, isContended }: SignInWork,
  { teams, email, acceptsCachedTeams }: FactRequirements,
): Promise<WriteContext> {
  const { writeContextReader } = attempt.context;
  const { tenant } = attempt.key;
  const cached = acceptsCachedTeams && !isContended ? writeContextReader.cached(tenant, teams) : undefined;
  return cached ?? writeContextReader.load(connection, tenant, teams, email);
}

/** Whether another user has the address; for a new user, also which user. */
async function emailFacts(
  { attempt, connection }: SignInWork,
  { existing }: SignInSnapshot,
  email: string,
): Promise<Partial<PlanInput<UserBase>>> {
  if (existing !== undefined) return { emailIsTaken: true };
  const { reader } = attempt.context;
  const holder = await reader.loadUserByEmail(connection, attempt.key.tenant, emailKey(email));
  if (holder !== undefined) attempt.rememberGeneration(holder.user, holder.sessionGeneration);
  // The other user may have got this very identity a moment ago. Therefore the identity is read again, after the user.
  if ((await attempt.load(connection)).existing !== undefined) throw new ConcurrentChangeError();
  return holder === undefined ? {} : { match: { kind: 'sameEmail', ...holder } };
}

/** The owners and removals of the tenant's other users, counted behind its lock. */
async function loadRemovals(
  work: SignInWork,
  { existing, input }: SignInSnapshot,
  at: Date,
): Promise<Partial<PlanInput<UserBase>>> {
  if (existing === undefined) return {};
  const { id } = existing.user;
  const lock = await work.lockTenant();
  return {
    otherOwners: await lock.countOtherOwners(id),
    removals: await lock.loadRemovalStats(id, at, input.rules.removalSafeguard),
  };
}
