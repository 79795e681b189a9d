import { ProvisioningError } from '../errors';
import { isSynced, type CompiledSettings } from '../settings/settings';
import type { ManagedTeams } from './plan-input';

/**
 * What the identity provider can manage:
 * - `memberships`: teams and case groups, with the roles in them
 * - `owners`: owner status
 * - `permissions`: tenant permissions
 * - `invitations`: sending and accepting an invitation
 */
export type GuardArea = 'memberships' | 'owners' | 'permissions' | 'invitations';

/** The target of a write, as far as it is known. An unknown target counts as managed. */
export interface WriteTarget {
  area: GuardArea;
  /** For memberships: the name of the team. */
  team?: string | undefined;
  /** For permissions: the name of the permission. */
  permission?: string | undefined;
}

/** Whether only the identity provider may make a write. Routes and TypeORM writes use this one rule. */
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
    'Users sign in through your identity provider, so invitations are off. Assign users to the app at the provider instead.',
};
