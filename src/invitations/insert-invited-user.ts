import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import { readRows } from '../database/read-rows';
import type { UserBase } from '../entities/user';
import { allowInsert } from '../store/allowed-inserts';
import type { ProvisioningContext } from '../context';
import { createFault } from '../validation/faults';
import { throwIfInvalid, type Invitation } from './invitation';

/** Inserts the invited user, the manual grants and the audit event. */
export async function insertInvitedUser(
  { options: { entities }, auditLog, reader }: ProvisioningContext,
  manager: EntityManager,
  tenant: string,
  { email, firstName, lastName, memberships = [], tenantOwner = false, actor }: Invitation,
): Promise<UserBase> {
  const names = memberships.map(({ team }) => team);
  const where = { tenant, name: In(names) };
  const teams =
    names.length === 0 ? [] : await readRows(manager, entities.Team, { properties: ['id', 'name'], where });
  const teamIds = new Map(teams.filter(({ isDeleted }) => !isDeleted).map(({ id, name }) => [name, id]));
  throwIfInvalid(
    memberships.flatMap(({ team }, i) =>
      teamIds.has(team)
        ? []
        : [
            createFault(['memberships', i, 'team'], {
              code: 'unknown_name',
              message: 'is not a team of this tenant',
            }),
          ],
    ),
  );

  const at = new Date();
  const user = manager.create(entities.User, {
    id: randomUUID(),
    tenant,
    email: email.trim(),
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    invited: true,
    ...(tenantOwner ? { tenantOwner, ownerSource: 'manual', ownerGrantedAt: at } : {}),
  });
  allowInsert(user);
  await manager.insert(entities.User, user);
  if (memberships.length > 0) {
    const rows = memberships.map(({ team, role }) => ({
      id: randomUUID(),
      userId: user.id,
      teamId: teamIds.get(team)!,
      role,
      grantedAt: at,
    }));
    await manager
      .createQueryBuilder()
      .insert()
      .into(entities.Membership)
      .values(rows)
      .updateEntity(false)
      .callListeners(false)
      .execute();
  }
  const grantedMemberships = memberships.map(({ team, role }) => ({ team, role }));
  const details = { email: user.email, memberships: grantedMemberships, tenantOwner };
  await auditLog.record(manager, at, [
    { type: 'invited', tenant, actor: actor ?? null, user: user.id, details },
  ]);
  return (await reader.loadUser(manager.queryRunner!, user.id)) ?? user;
}
