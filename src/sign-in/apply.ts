import type { EntityManager } from 'typeorm';
import { emailKey } from '../identity/email';
import { plan, type Plan } from '../plan/plan';
import { plannedChanges, needsTenantLock, removesGrants } from '../plan/loss-checks';
import { markSignedIn } from '../session/sign-in-times';
import { hasMissing, createMissingCaseGroups, createMissingTeams, namesInChanges } from '../store/teams';
import { EMPTY_CONTEXT, type WriteContext } from '../store/write-context';
import { TenantLock } from '../store/tenant-lock';
import type { UnitOfWork } from '../database/unit-of-work';
import { UserWriter } from '../store/user-writer';
import { toAdmitted, toDenied, type Outcome } from './outcome';
import { ConcurrentChangeError } from '../database/retry';
import { denialDetails, auditDenial, auditNotes } from './audit-entries';
import type { ProvisioningContext } from '../context';
import type { SignInAttempt, SignInSnapshot } from './attempt';
import { writeSignIn } from './write';

/**
 * Plans and writes. What is planned for is what was seen before the transaction; that it is still so is a condition of
 * the write, and where it is not, the sign-in begins again.
 *
 * @param isContended whether that has happened already: now everybody else of the tenant waits, and it looks again
 * @throws {ConcurrentChangeError}
 */
export async function applySignIn(
  context: ProvisioningContext,
  work: UnitOfWork,
  attempt: SignInAttempt,
  initial: SignInSnapshot,
  isContended: boolean,
): Promise<Outcome> {
  const { manager } = work;
  const { options } = context;
  const { tenant } = attempt.key;
  const writer = new UserWriter(context, manager, attempt.identity);
  if (isContended) await work.beginReadCommitted();
  let lock = isContended ? await TenantLock.acquire(manager, options, tenant) : undefined;
  const snapshot = isContended ? await reloadLocked(attempt, manager, writer, initial) : initial;
  const { input } = snapshot;
  const at = new Date();

  const draft = plan(input);
  const writeContext = await loadWriteContext(context, work, attempt, snapshot, draft, isContended);
  if (
    snapshot.existing !== undefined &&
    needsTenantLock(draft, snapshot.existing.user, writeContext.removalsHeld)
  ) {
    await work.beginReadCommitted();
    lock ??= await TenantLock.acquire(manager, options, tenant);
    const { id } = snapshot.existing.user;
    input.otherOwners = await lock.countOtherOwners(id);
    input.removals = await lock.loadRemovalStats(id, at, options.rules.removalSafeguard);
  }
  const finalPlan = plan(input);
  await work.begin();
  if (finalPlan.decision === 'deny')
    await auditDenial(context, manager, attempt, denialDetails(snapshot, finalPlan));
  if (finalPlan.decision === 'deny' && finalPlan.changes.length === 0) return toDenied(finalPlan);
  const user = await writeSignIn(context, manager, attempt, writer, snapshot, finalPlan, writeContext, at);
  await auditNotes(context, manager, attempt, finalPlan, user.id, at);
  if (finalPlan.notes.some(({ kind }) => kind === 'removalsHeld')) await lock?.holdRemovals(at);
  if (finalPlan.decision === 'deny') return toDenied(finalPlan);
  markSignedIn(user, at, finalPlan.synced);
  return toAdmitted(finalPlan, user);
}

/** Looks once nobody else can change the user any more. */
async function reloadLocked(
  attempt: SignInAttempt,
  manager: EntityManager,
  writer: UserWriter,
  initial: SignInSnapshot,
): Promise<SignInSnapshot> {
  if (initial.existing !== undefined) await writer.lock(initial.existing.user.id);
  return attempt.load(manager.queryRunner!);
}

/** Looks at what the plan is about beside the user, and tells the planner of it. */
async function loadWriteContext(
  context: ProvisioningContext,
  work: UnitOfWork,
  attempt: SignInAttempt,
  snapshot: SignInSnapshot,
  draft: Plan,
  isContended: boolean,
): Promise<WriteContext> {
  const { manager } = work;
  const { options, writeContextReader } = context;
  const runner = manager.queryRunner!;
  const { input, claims, existing } = snapshot;
  const { tenant } = attempt.key;
  const names = namesInChanges(plannedChanges(draft));
  const email = existing === undefined ? claims.email : undefined;
  if (email === undefined && names.teams.size === 0 && !removesGrants(draft)) return EMPTY_CONTEXT;

  // The write of somebody known looks itself whether what is remembered is still so.
  const canUseCache = existing !== undefined && draft.changes.length > 0 && !isContended;
  const cached =
    canUseCache && !needsTenantLock(draft, existing.user, false)
      ? writeContextReader.cached(tenant, names)
      : undefined;
  if (cached !== undefined) {
    input.teams = cached.catalog;
    return cached;
  }
  const load = () => writeContextReader.load(runner, tenant, names, email);
  let loaded = await load();
  if (loaded.emailIsTaken) await resolveEmailHolder(context, manager, attempt, snapshot);
  if (options.rules.createMissingTeams && input.match.kind !== 'sameEmail') {
    const { entities } = options;
    const requiredNames = namesInChanges(draft.changes);
    if (hasMissing(loaded.catalog, requiredNames)) await work.beginReadCommitted();
    if (await createMissingTeams(manager, entities, requiredNames, { tenant, catalog: loaded.catalog }))
      loaded = await load();
    if (await createMissingCaseGroups(manager, entities, requiredNames, loaded.catalog))
      loaded = await load();
  }
  input.teams = loaded.catalog;
  return loaded;
}

/** Somebody has the address of somebody new. */
async function resolveEmailHolder(
  { reader }: ProvisioningContext,
  manager: EntityManager,
  attempt: SignInAttempt,
  { input, claims }: SignInSnapshot,
): Promise<void> {
  const runner = manager.queryRunner!;
  const holder = await reader.loadUserByEmail(runner, attempt.key.tenant, emailKey(claims.email!));
  // It may be the same person, who has come in as this very identity meanwhile. So this is asked last.
  if ((await attempt.load(runner)).existing !== undefined) throw new ConcurrentChangeError();
  if (holder !== undefined) input.match = { kind: 'sameEmail', ...holder };
}
