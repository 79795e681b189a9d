import type { GrantSource } from '../entities/grant';

/** Where a grant comes from, as it is kept beside it. */
export interface Provenance {
  source: GrantSource;
  provider: string | null;
  group: string | null;
  entry: number | null;
}

/** A user as the planner sees one; the `User` entity is one. */
export interface CurrentUser {
  id: string;
  email: string | null;
  active: boolean;
  invited: boolean;
  firstName: string | null;
  lastName: string | null;
  avatar: string | null;
  tenantOwner: boolean;
  ownerSource: GrantSource | null;
  ownerProvider: string | null;
  ownerGroup: string | null;
  ownerEntry: number | null;
  removalsHeldAt: Date | null;
  memberships: readonly CurrentMembership[];
  caseGroupMemberships: readonly CurrentCaseGroupMembership[];
  tenantPermissions: readonly CurrentPermission[];
}

export interface CurrentMembership extends Provenance {
  role: string;
  team: { name: string };
}

export interface CurrentCaseGroupMembership extends Provenance {
  role: string;
  caseGroup: { name: string; team: { name: string } };
}

export interface CurrentPermission extends Provenance {
  permission: string;
}
