import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { entities, type UserBase } from 'passport-jit';
import { MAPPING } from './harness';
import { unguarded } from '../databases/unguarded';

/** Settings of enhanced sync, with what a test changes. */
export function syncSettings(more: object = {}) {
  return { justInTime: true, enhancedSync: true as boolean | 'report-only', mapping: MAPPING, ...more };
}

/** A grant that was given in the product; without listeners, so that no guard refuses it. */
export async function grantManually(
  { manager }: DataSource,
  userId: string,
  grant:
    { team: string; role: string } | { caseGroup: string; role: string } | { permission: string } | 'owner',
): Promise<void> {
  const { insert, update } = unguarded({ manager });
  if (grant === 'owner') {
    await update(entities.User, { id: userId }, { tenantOwner: true, ownerSource: 'manual' });
    return;
  }
  const row = { id: randomUUID(), userId };
  if ('permission' in grant) {
    await insert(entities.TenantPermission, { ...row, ...grant });
  } else if ('team' in grant) {
    const { id: teamId } = await manager.findOneByOrFail(entities.Team, { name: grant.team });
    await insert(entities.Membership, { ...row, teamId, role: grant.role });
  } else {
    const { id: caseGroupId } = await manager.findOneByOrFail(entities.CaseGroup, { name: grant.caseGroup });
    await insert(entities.CaseGroupMembership, { ...row, caseGroupId, role: grant.role });
  }
}

export async function loadUser({ manager }: DataSource, subject: string): Promise<UserBase> {
  const identity = await manager.findOneOrFail(entities.Identity, {
    where: { subject },
    relations: { user: true },
  });
  return identity.user;
}
