import type { EntityManager } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import type { Events } from '../events';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { TenantLock } from '../store/tenant-lock';
import {
  decideActivation,
  decideDeactivation,
  isLastOwner,
  writeActivation,
  type ActivationDecision,
  type ActivationSource,
} from './activation';
import { findUserOfTenant } from './find-user';
import { validateCallOptions } from './call-options';

/** The user whom `jit.activate` activates. */
export interface ActivateOptions {
  userId: string;
  /** @default 'default' */
  tenant?: string;
  /** The actor who activates the user, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
}

/** The user whom `jit.deactivate` deactivates. */
export interface DeactivateOptions extends ActivateOptions {
  /**
   * The reason for the audit log: 1 to 1,000 characters.
   *
   * @default null
   */
  reason?: string;
}

/**
 * Deactivates a user: the next sign-in is refused, and all sessions of the user end. The grants stay. If a provider has
 * already deactivated the user, that provider can no longer undo it.
 *
 * @throws {InvalidInputError} `options_invalid`
 * @throws {ProvisioningError} `user_not_found`, `last_owner`, `tenant_invalid`
 */
export async function deactivate(
  context: ProvisioningContext,
  options: DeactivateOptions,
): Promise<UserBase> {
  validateCallOptions(options, 'jit.deactivate cannot use its options', {
    required: ['userId', 'actor'],
    optional: ['tenant', 'reason'],
  });
  const { userId, actor, reason } = options;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const change = { tenant, userId, active: false };
  const { user } = await changeActivation(context, change, { provider: null, actor, reason });
  return user;
}

/**
 * Activates a user again. Sessions from before the deactivation stay invalid.
 *
 * @throws {InvalidInputError} `options_invalid`
 * @throws {ProvisioningError} `user_not_found`, `tenant_invalid`
 */
export async function activate(context: ProvisioningContext, options: ActivateOptions): Promise<UserBase> {
  validateCallOptions(options, 'jit.activate cannot use its options', {
    required: ['userId', 'actor'],
    optional: ['tenant'],
  });
  const { userId, actor } = options;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const change = { tenant, userId, active: true };
  const { user } = await changeActivation(context, change, { provider: null, actor });
  return user;
}

/**
 * Activates or deactivates a user for an administrator or a provider.
 *
 * @returns the user after the call, and the decision
 * @throws {ProvisioningError} `user_not_found`, and `last_owner` for an administrator
 */
export async function changeActivation(
  context: ProvisioningContext,
  change: ActivationChange,
  source: ActivationSource,
): Promise<ActivationResult> {
  const { database, events } = context;
  const result = await retryOnConflict(database, () =>
    runInTransaction(database, change.tenant, (manager) =>
      changeActivationIn(context, manager, change, source),
    ),
  );
  emitActivation(events, result, source);
  return result;
}

/** Like {@link changeActivation}, in a transaction of the caller, who emits the event once that is committed. */
export async function changeActivationIn(
  context: ProvisioningContext,
  manager: EntityManager,
  { tenant, userId, active }: ActivationChange,
  source: ActivationSource,
): Promise<ActivationResult> {
  const { options, reader } = context;
  // If two owners deactivate each other, the second call must see the change of the first.
  const lock = await TenantLock.acquire(manager, options, tenant);
  const found = await findUserOfTenant(options.entities, manager, tenant, userId);
  const decision = active
    ? decideActivation(found, source)
    : decideDeactivation(found, source, {
        isLastOwner: await isLastOwner(lock, found),
        isBreakGlass: options.rules.isBreakGlass(found),
      });
  if (decision.kind === 'refuse' && source.provider === null) throw lastOwnerError();
  await writeActivation(context, manager, found, { decision, source });
  return { user: (await reader.loadUser(manager.queryRunner!, userId))!, decision };
}

/** Whose activation changes, and to what. */
export interface ActivationChange {
  tenant: string;
  userId: string;
  active: boolean;
}

/** The user as it is afterwards, and what was decided. */
export interface ActivationResult {
  user: UserBase;
  decision: ActivationDecision;
}

/** Emits the event of a committed change. */
export function emitActivation(
  events: Events,
  { user, decision }: ActivationResult,
  { actor, reason }: ActivationSource,
): void {
  if (decision.kind !== 'change') return;
  const { tenant } = user;
  if (user.active) events.emit('activated', { tenant, user, actor });
  else
    events.emit('deactivated', {
      tenant,
      user,
      actor,
      reason: reason ?? null,
      lastOwner: decision.isLastOwner,
    });
}

function lastOwnerError(): ProvisioningError {
  const message =
    'The last active owner of the tenant cannot be deactivated. Make another user an owner first.';
  return new ProvisioningError('last_owner', message, { status: 409 });
}
