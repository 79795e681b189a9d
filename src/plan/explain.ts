import type { UserBase } from '../entities/user';
import type { GrantSource } from '../entities/grant';

/** The origin of one grant of a user. */
export type Explanation = Provenance &
  (
    | { kind: 'membership'; team: string; role: string }
    | { kind: 'caseGroup'; team: string; caseGroup: string; role: string }
    | { kind: 'owner' }
    | { kind: 'permission'; permission: string }
  );

interface Provenance {
  /** `mapping`, or `manual` for a grant that the product gave. */
  source: GrantSource;
  /**
   * The provider, the group, the mapping entry and the settings version that gave it; null for a manual grant. The group of
   * an entry of `everyone` is null as well.
   */
  provider: string | null;
  group: string | null;
  entry: number | null;
  mappingVersion: number | null;
  at: Date | null;
}

export function explainGrants(user: UserBase): Explanation[] {
  const owner: Explanation[] = user.tenantOwner
    ? [
        {
          kind: 'owner',
          source: user.ownerSource ?? 'manual',
          provider: user.ownerProvider,
          group: user.ownerGroup,
          entry: user.ownerEntry,
          mappingVersion: user.ownerMappingVersion,
          at: user.ownerGrantedAt,
        },
      ]
    : [];
  return [
    ...owner,
    ...user.memberships.map((grant): Explanation => ({
      kind: 'membership',
      team: grant.team.name,
      role: grant.role,
      ...provenance(grant),
    })),
    ...user.caseGroupMemberships.map((grant): Explanation => ({
      kind: 'caseGroup',
      team: grant.caseGroup.team.name,
      caseGroup: grant.caseGroup.name,
      role: grant.role,
      ...provenance(grant),
    })),
    ...user.tenantPermissions.map((grant): Explanation => ({
      kind: 'permission',
      permission: grant.permission,
      ...provenance(grant),
    })),
  ];
}

function provenance(grant: {
  source: GrantSource;
  provider: string | null;
  group: string | null;
  entry: number | null;
  mappingVersion: number | null;
  grantedAt: Date;
}): Provenance {
  const { source, provider, group, entry, mappingVersion, grantedAt: at } = grant;
  return { source, provider, group, entry, mappingVersion, at };
}
