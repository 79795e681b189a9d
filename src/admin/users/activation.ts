import type { EntityManager } from 'typeorm';
import type { UserBase } from '../../entities/user';
import { ProvisioningError } from '../../errors';
import type { Parts } from '../../sign-in/sight';
import { retryingConflicts } from '../../store/conflicts';
import { TenantLock } from '../../store/tenant-lock';
import { inTransaction } from '../../store/transaction';
import { isUuid } from '../../uuid';

export interface Activation {
  tenant: string;
  id: string;
  active: boolean;
  actor: string;
}

/**
 * Lets a user in, or keeps them out, from now on; their sessions end. Nothing of their grants changes.
 *
 * @throws {ProvisioningError} `user_unknown`, `last_owner`
 */
export async function setActive(parts: Parts, activation: Activation): Promise<UserBase> {
  const { options, reader } = parts;
  return retryingConflicts(() =>
    inTransaction(options.dataSource, activation.tenant, async (manager) => {
      await write(parts, manager, activation);
      return (await reader.user(manager.queryRunner!, activation.id))!;
    }),
  );
}

async function write(
  { options, recorder }: Parts,
  manager: EntityManager,
  { tenant, id, active, actor }: Activation,
): Promise<void> {
  const { User } = options.entities;
  // Of two owners who deactivate each other, the second one has to see what the first one did.
  const lock = await TenantLock.take(manager, options, tenant);
  const user = isUuid(id) ? await manager.findOneBy(User, { tenant, id }) : null;
  // A collation may find the user of another tenant.
  if (user === null || user.tenant !== tenant) throw unknown(id);
  if (user.active === active) return;
  const owns = user.tenantOwner && !user.invited;
  if (!active && owns && (await lock.ownersOtherThan(id)) === 0) {
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
  await recorder.record(manager, new Date(), [{ type, tenant, actor, user: id, details }]);
}

function unknown(id: string): ProvisioningError {
  return new ProvisioningError('user_unknown', `There is no user with the id "${id.slice(0, 100)}".`, {
    status: 404,
  });
}
