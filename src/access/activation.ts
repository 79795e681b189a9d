import type { EntityManager } from 'typeorm';
import { isProviderActor, providerActor } from '../audit/actor';
import type { ProvisioningContext } from '../context';
import { endUserSessions } from '../store/session-generations';
import type { TenantLock } from '../store/tenant-lock';
import type { FoundUser } from './find-user';

/** The actor of an activation or deactivation, and the reason. */
export interface ActivationSource {
  /** The provider whose event requests it; null for `jit.activate` and `jit.deactivate`. */
  provider: string | null;
  /** For the audit log. */
  actor: string;
  reason?: string | undefined;
}

/** The decision about the activation of a user. */
export type ActivationDecision =
  /** The requested change. `isLastOwner`: a provider deactivates the last owner, which is allowed nevertheless. */
  | { kind: 'change'; deactivatedBy: string | null; isLastOwner: boolean }
  /** The user is already inactive, and from now on another actor may activate the user. */
  | { kind: 'transfer'; deactivatedBy: string | null }
  | { kind: 'none' }
  | { kind: 'refuse'; why: ActivationRefusal };

/** The reason why the user does not change. */
export type ActivationRefusal = 'lastOwner' | 'breakGlass' | 'deactivatedByAnother';

type StoredActivation = Pick<FoundUser, 'active' | 'deactivatedBy'>;

/**
 * Decides whether a user is activated: only an administrator may undo a deactivation by an actor other than the
 * provider itself.
 */
export function decideActivation(
  { active, deactivatedBy }: StoredActivation,
  { provider }: ActivationSource,
): ActivationDecision {
  if (active) return { kind: 'none' };
  if (provider !== null && deactivatedBy !== providerActor(provider))
    return { kind: 'refuse', why: 'deactivatedByAnother' };
  return { kind: 'change', deactivatedBy: null, isLastOwner: false };
}

/**
 * Decides whether a user is deactivated. Access must end when an employee leaves, so a provider may also deactivate the
 * last owner, but never a break-glass user.
 */
export function decideDeactivation(
  { active, deactivatedBy }: StoredActivation,
  { provider, actor }: ActivationSource,
  { isLastOwner, isBreakGlass }: { isLastOwner: boolean; isBreakGlass: boolean },
): ActivationDecision {
  if (active) {
    if (provider !== null && isBreakGlass) return { kind: 'refuse', why: 'breakGlass' };
    if (provider === null && isLastOwner) return { kind: 'refuse', why: 'lastOwner' };
    return { kind: 'change', deactivatedBy: actor, isLastOwner };
  }
  // A deactivation by an administrator or an unknown actor takes precedence.
  if (deactivatedBy === null || deactivatedBy === actor || !isProviderActor(deactivatedBy))
    return { kind: 'none' };
  return { kind: 'transfer', deactivatedBy: provider === null ? actor : null };
}

/** Whether a user is the only active owner of the tenant. An open invitation does not count as an owner. */
export async function isLastOwner(lock: TenantLock, user: FoundUser): Promise<boolean> {
  const isOwner = user.tenantOwner && !user.invited && !user.isDeleted;
  return isOwner && (await lock.countOtherOwners(user.id)) === 0;
}

/** Writes a decision, with its audit event. An activation also ends all older sessions. */
export async function writeActivation(
  { database, options: { entities }, auditLog }: ProvisioningContext,
  manager: EntityManager,
  { id, tenant, email, active, deactivatedBy: previous }: FoundUser,
  { decision, source }: { decision: ActivationDecision; source: ActivationSource },
): Promise<void> {
  if (decision.kind === 'none') return;
  const { actor, provider, reason } = source;
  const entry = { tenant, actor, provider, user: id };
  const at = new Date();
  if (decision.kind === 'refuse') {
    const details = { email, notes: [{ kind: decision.why, deactivatedBy: previous }] };
    await auditLog.record(manager, at, [{ ...entry, type: 'skipped', details }]);
    return;
  }
  const { deactivatedBy } = decision;
  const isChange = decision.kind === 'change';
  await manager
    .createQueryBuilder()
    .update(entities.User)
    .set({ deactivatedBy, ...(isChange ? { active: !active } : {}) })
    .where({ id })
    .callListeners(false)
    .execute();
  // An activation ends the sessions, too: the app may have set `active: false` itself, which ends no session for good.
  if (isChange) await endUserSessions(database, entities, manager, id);
  const details = {
    email,
    ...(reason === undefined ? {} : { reason }),
    ...(isChange ? {} : { previouslyBy: previous }),
    ...(isChange && decision.isLastOwner ? { notes: [{ kind: 'lastOwnerDeactivated' }] } : {}),
  };
  const type = isChange && !active ? 'activated' : 'deactivated';
  await auditLog.record(manager, at, [{ ...entry, type, details }]);
}
