import type { UserBase } from '../entities/user';
import { emailKey } from '../identity/email';
import { readRows } from '../database/read-rows';
import { isSynced } from '../settings/settings';
import { adoptionObstacle, findAdoption, isOpen } from '../store/adoptions';
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
      ...(context.emailIsTaken && email !== undefined ? await emailFacts(work, snapshot, email, at) : {}),
      ...(tenantLock === 'always' || (tenantLock === 'ifRemovalsHeld' && context.removalsHeld)
        ? await loadRemovals(work, snapshot, at, snapshot.existing?.user)
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
  work: SignInWork,
  snapshot: SignInSnapshot,
  email: string,
  at: Date,
): Promise<Partial<PlanInput<UserBase>>> {
  if (snapshot.existing !== undefined) return { emailIsTaken: true };
  const { attempt, connection } = work;
  const { reader } = attempt.context;
  const holder = await reader.loadUserByEmail(connection, attempt.key.tenant, emailKey(email));
  if (holder !== undefined) attempt.rememberGeneration(holder.user, holder.sessionGeneration);
  // The other user may have got this very identity a moment ago. Therefore the identity is read again, after the user.
  if ((await attempt.load(connection)).existing !== undefined) throw new ConcurrentChangeError();
  if (holder === undefined) return {};
  const { user } = holder;
  if (!(await isAdoptable(work, snapshot, user, at))) return { match: { kind: 'sameEmail', ...holder } };
  const match = { kind: 'adoptable', user } as const;
  // The draft is one of a new user, so it does not know what the user may lose.
  return isSynced(snapshot.input.settings)
    ? { match, ...(await loadRemovals(work, snapshot, at, user)) }
    : { match };
}

/** Whether an open adoption links this identity to the user who has its address. */
async function isAdoptable(
  { attempt, manager }: SignInWork,
  { input }: SignInSnapshot,
  user: UserBase,
  at: Date,
): Promise<boolean> {
  const { entities } = attempt.context.options;
  // A collation may find another address than was asked for.
  const isExactMatch = user.email !== null && emailKey(user.email) === emailKey(input.claims.email ?? '');
  if (!isExactMatch || !input.claims.emailTrusted || !attempt.isEmailInDomains(user.email!)) return false;
  const adoption = await findAdoption(manager, entities, attempt.key);
  if (adoption === undefined || !isOpen(adoption, at.getTime())) return false;
  const { id, active, tenant, email, tenantOwner } = user;
  const where = { userId: id };
  const providers = await readRows(manager, entities.Identity, { properties: ['provider'], where });
  const isProtected = tenantOwner || input.rules.isBreakGlass({ id, tenant, email, emailVerified: true });
  return adoptionObstacle(adoption, { active, isDeleted: false, isProtected, providers }) === undefined;
}

/** The owners and removals of the tenant's other users, counted behind its lock. */
async function loadRemovals(
  work: SignInWork,
  { input }: SignInSnapshot,
  at: Date,
  user: UserBase | undefined,
): Promise<Partial<PlanInput<UserBase>>> {
  if (user === undefined) return {};
  const { id } = user;
  const lock = await work.lockTenant();
  return {
    otherOwners: await lock.countOtherOwners(id),
    removals: await lock.loadRemovalStats(id, at, input.rules.removalSafeguard),
  };
}
