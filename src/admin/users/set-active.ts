import type { EntityManager } from 'typeorm';
import type { UserBase } from '../../entities/user';
import { ProvisioningError } from '../../errors';
import type { ProvisioningContext } from '../../context';
import { retryOnConflict } from '../../database/retry';
import { TenantLock } from '../../store/tenant-lock';
import { runInTransaction } from '../../database/unit-of-work';
import { isUuid } from '../../validation/text';

export interface ActivationChange {
  tenant: string;
  id: string;
  active: boolean;
  actor: string;
}

/**
 * Lets a user in, or keeps them out, from now on; their sessions end. Nothing of their grants changes.
 *
 * @throws {ProvisioningError} `user_not_found`, `last_owner`
 */
export async function setActive(context: ProvisioningContext, change: ActivationChange): Promise<UserBase> {
  const { database, reader } = context;
  return retryOnConflict(database, () =>
    runInTransaction(database, change.tenant, async (manager) => {
      await writeActive(context, manager, change);
      return (await reader.loadUser(manager.queryRunner!, change.id))!;
    }),
  );
}

async function writeActive(
  { options, auditLog }: ProvisioningContext,
  manager: EntityManager,
  { tenant, id, active, actor }: ActivationChange,
): Promise<void> {
  const { User } = options.entities;
  // Of two owners who deactivate each other, the second one has to see what the first one did.
  const lock = await TenantLock.acquire(manager, options, tenant);
  const user = isUuid(id) ? await manager.findOneBy(User, { tenant, id }) : null;
  // A collation may find the user of another tenant.
  if (user === null || user.tenant !== tenant) throw userNotFoundError(id);
  if (user.active === active) return;
  const isOwner = user.tenantOwner && !user.invited;
  if (!active && isOwner && (await lock.countOtherOwners(id)) === 0) {
    const message =
      'The last active owner of the tenant cannot be deactivated. Make somebody else an owner first.';
    throw new ProvisioningError('last_owner', message, { status: 409 });
  }
  await manager
    .createQueryBuilder()
    .update(User)
    .set({ active })
    .where({ id })
    .callListeners(false)
    .execute();
  const type = active ? 'activated' : 'deactivated';
  const details = { email: user.email };
  await auditLog.record(manager, new Date(), [{ type, tenant, actor, user: id, details }]);
}

function userNotFoundError(id: string): ProvisioningError {
  return new ProvisioningError('user_not_found', `There is no user with the id "${id.slice(0, 100)}".`, {
    status: 404,
  });
}
