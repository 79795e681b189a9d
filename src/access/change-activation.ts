import type { EntityManager } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { endUserSessions } from '../store/session-generations';
import { TenantLock } from '../store/tenant-lock';
import { findUserOfTenant } from './find-user';
import { validateAccessOptions } from './validate';

/** Whom `jit.activate` activates. */
export interface ActivateOptions {
  userId: string;
  /** @default 'default' */
  tenant?: string;
  /** Who activates the user, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
}

/** Whom `jit.deactivate` deactivates. */
export interface DeactivateOptions extends ActivateOptions {
  /** Why: 1 to 1,000 characters for the audit log. */
  reason?: string;
}

/**
 * Deactivates a user: the next sign-in is refused, and all sessions of the user end. The grants stay.
 *
 * @throws {InvalidInputError} `options_invalid`
 * @throws {ProvisioningError} `user_not_found`, `last_owner`, `tenant_invalid`
 */
export async function deactivate(
  context: ProvisioningContext,
  options: DeactivateOptions,
): Promise<UserBase> {
  validateAccessOptions(options, 'jit.deactivate cannot use its options', {
    required: ['userId', 'actor'],
    optional: ['tenant', 'reason'],
  });
  const { actor, reason = null } = options;
  const { user, changed } = await changeActivation(context, options, false);
  if (changed) context.events.emit('deactivated', { tenant: user.tenant, user, actor, reason });
  return user;
}

/**
 * Activates a user again. Sessions from before the deactivation stay invalid.
 *
 * @throws {InvalidInputError} `options_invalid`
 * @throws {ProvisioningError} `user_not_found`, `tenant_invalid`
 */
export async function activate(context: ProvisioningContext, options: ActivateOptions): Promise<UserBase> {
  validateAccessOptions(options, 'jit.activate cannot use its options', {
    required: ['userId', 'actor'],
    optional: ['tenant'],
  });
  const { user, changed } = await changeActivation(context, options, true);
  if (changed) context.events.emit('activated', { tenant: user.tenant, user, actor: options.actor });
  return user;
}

/** @returns the user as it is afterwards, and whether it was not so before */
async function changeActivation(
  context: ProvisioningContext,
  { tenant: tenantOption, ...change }: DeactivateOptions,
  active: boolean,
): Promise<{ user: UserBase; changed: boolean }> {
  const { database, reader } = context;
  const tenant = checkTenant(tenantOption ?? DEFAULT_TENANT);
  return retryOnConflict(database, () =>
    runInTransaction(database, tenant, async (manager) => {
      const changed = await writeActive(context, manager, { ...change, tenant, active });
      return { user: (await reader.loadUser(manager.queryRunner!, change.userId))!, changed };
    }),
  );
}

async function writeActive(
  { database, options, auditLog }: ProvisioningContext,
  manager: EntityManager,
  { tenant, userId, active, actor, reason }: DeactivateOptions & { tenant: string; active: boolean },
): Promise<boolean> {
  const { entities } = options;
  // Of two owners who deactivate each other, the second one has to see what the first one did.
  const lock = await TenantLock.acquire(manager, options, tenant);
  const user = await findUserOfTenant(entities, manager, tenant, userId);
  const { id } = user;
  if (user.active === active) return false;
  const isOwner = user.tenantOwner && !user.invited && !user.isDeleted;
  if (!active && isOwner && (await lock.countOtherOwners(id)) === 0) {
    const message =
      'The last active owner of the tenant cannot be deactivated. Make another user an owner first.';
    throw new ProvisioningError('last_owner', message, { status: 409 });
  }
  await manager
    .createQueryBuilder()
    .update(entities.User)
    .set({ active })
    .where({ id })
    .callListeners(false)
    .execute();
  // An activation, too: the app may have written `active: false` itself, which ends no session for good.
  await endUserSessions(database, entities, manager, id);
  const details = { email: user.email, ...(reason === undefined ? {} : { reason }) };
  const type = active ? 'activated' : 'deactivated';
  await auditLog.record(manager, new Date(), [{ type, tenant, actor, user: id, details }]);
  return true;
}
