import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { entities, type UserBase } from 'passport-jit';
import { MAPPING } from './harness';

/** Settings of enhanced sync, with what a test changes. */
export function syncSettings(more: object = {}) {
  return { justInTime: true, enhancedSync: true as boolean | 'report-only', mapping: MAPPING, ...more };
}

/** A grant that somebody gave in the product; without listeners, so that no guard refuses it. */
export async function grantManually(
  { manager }: DataSource,
  userId: string,
  grant:
    { team: string; role: string } | { caseGroup: string; role: string } | { permission: string } | 'owner',
): Promise<void> {
  if (grant === 'owner') {
    const owner = { tenantOwner: true, ownerSource: 'manual' as const };
    await manager
      .createQueryBuilder()
      .update(entities.User)
      .set(owner)
      .where({ id: userId })
      .callListeners(false)
      .execute();
    return;
  }
  const insert = (entity: new () => object, row: object) =>
    manager
      .createQueryBuilder()
      .insert()
      .into(entity)
      .values({ id: randomUUID(), userId, ...row })
      .updateEntity(false)
      .callListeners(false)
      .execute();
  if ('permission' in grant) {
    await insert(entities.TenantPermission, grant);
  } else if ('team' in grant) {
    const { id: teamId } = await manager.findOneByOrFail(entities.Team, { name: grant.team });
    await insert(entities.Membership, { teamId, role: grant.role });
  } else {
    const { id: caseGroupId } = await manager.findOneByOrFail(entities.CaseGroup, { name: grant.caseGroup });
    await insert(entities.CaseGroupMembership, { caseGroupId, role: grant.role });
  }
}

export async function loadUser({ manager }: DataSource, subject: string): Promise<UserBase> {
  const identity = await manager.findOneOrFail(entities.Identity, {
    where: { subject },
    relations: { user: true },
  });
  return identity.user;
}
