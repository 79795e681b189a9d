import type { EntityManager } from 'typeorm';
import { readRows, type ReadRow } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';
import { ProvisioningError } from '../errors';
import { isUuid } from '../validation/text';

/**
 * The user of a tenant, even if the app's user class counts the user as deleted.
 *
 * @throws {ProvisioningError} `user_not_found`, also for a user of another tenant
 */
export async function findUserOfTenant(
  { User }: EntitySet,
  manager: EntityManager,
  tenant: string,
  id: string,
): Promise<FoundUser> {
  const [user] = isUuid(id)
    ? await readRows(manager, User, { properties: PROPERTIES, where: { tenant, id } })
    : [];
  // A collation may find the user of another tenant.
  if (user?.tenant === tenant) return user;
  throw new ProvisioningError('user_not_found', `There is no user with the id "${id.slice(0, 100)}".`, {
    status: 404,
  });
}

export type FoundUser = ReadRow<UserBase, (typeof PROPERTIES)[number]>;

const PROPERTIES = [
  'id',
  'tenant',
  'email',
  'emailVerified',
  'active',
  'deactivatedBy',
  'invited',
  'tenantOwner',
] as const;
