import { ProvisioningError } from '../errors';
import { isSynced, type CompiledSettings } from '../settings/settings';
import type { ManagedTeams } from './plan-input';

/**
 * What the identity provider can be the one source of:
 * - `memberships`: teams and case groups, with the roles in them
 * - `owners`: owner status
 * - `permissions`: single tenant-wide rights
 * - `invitations`: sending one, and accepting one
 */
export type GuardArea = 'memberships' | 'owners' | 'permissions' | 'invitations';

/** What is written to, as far as it is known; what is not known counts as managed. */
export interface WriteTarget {
  area: GuardArea;
  /** Memberships: the team's name. */
  team?: string | undefined;
  /** Permissions: the permission's name. */
  permission?: string | undefined;
}

/** Whether a write is the identity provider's alone. Routes and TypeORM writes go by this one rule. */
export function isManaged(
  target: WriteTarget,
  settings: CompiledSettings,
  managedTeams: ManagedTeams,
): boolean {
  if (!isSynced(settings)) return false;
  const { compiledMapping } = settings;
  switch (target.area) {
    case 'memberships':
      return managedTeams === 'all' || target.team === undefined || compiledMapping.teams.has(target.team);
    case 'owners':
      return compiledMapping.managesOwners;
    case 'permissions':
      if (!compiledMapping.managesPermissions) return false;
      return (
        managedTeams === 'all' ||
        target.permission === undefined ||
        compiledMapping.permissions.has(target.permission)
      );
    case 'invitations':
      return true;
  }
}

export function managedError(area: GuardArea): ProvisioningError {
  return new ProvisioningError('managed_by_identity_provider', MESSAGES[area], { status: 403 });
}

const INSTRUCTION = 'Change the groups at the identity provider, and sign in again.';
const MESSAGES: Record<GuardArea, string> = {
  memberships: `Teams, case groups and roles are managed by your identity provider. ${INSTRUCTION}`,
  owners: `Who owns the tenant is managed by your identity provider. ${INSTRUCTION}`,
  permissions: `Tenant permissions are managed by your identity provider. ${INSTRUCTION}`,
  invitations:
    'People come in through your identity provider, so nobody can be invited. Assign them to the app there instead.',
};
