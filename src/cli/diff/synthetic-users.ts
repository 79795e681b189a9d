import { entryPath, type MappedGrant } from '../../mapping/compile';
import type {
  CurrentCaseGroupMembership,
  CurrentMembership,
  CurrentPermission,
  CurrentUser,
  Provenance,
} from '../../plan/plan-input';

/** The provider of all compared sign-ins. Which provider sent the groups makes no difference. */
export const ANY_PROVIDER = 'any';

/** Users as the planner sees them, with exactly the grants that a mapping gives. */
export class SyntheticUsers {
  /** An entry gives every user the same grant, so a million users share one object. */
  readonly #memberships = new Map<string, CurrentMembership>();
  readonly #caseGroups = new Map<string, CurrentCaseGroupMembership>();
  readonly #permissions = new Map<string, CurrentPermission>();

  withGrants(grants: readonly MappedGrant[]): CurrentUser {
    const user: MutableUser = {
      memberships: [],
      caseGroupMemberships: [],
      tenantPermissions: [],
      ...BASE_USER,
    };
    for (const grant of grants) {
      const { group, entry } = grant;
      const provenance: Provenance = { source: 'mapping', provider: ANY_PROVIDER, group, entry };
      switch (grant.kind) {
        case 'membership': {
          const { role, team } = grant;
          const create = () => ({ ...provenance, role, team: { name: team } });
          user.memberships.push(shared(this.#memberships, grant, create));
          break;
        }
        case 'caseGroup': {
          const { role, team, caseGroup } = grant;
          const create = () => ({
            ...provenance,
            role,
            caseGroup: { name: caseGroup, team: { name: team } },
          });
          user.caseGroupMemberships.push(shared(this.#caseGroups, grant, create));
          break;
        }
        case 'permission': {
          const { permission } = grant;
          user.tenantPermissions.push(
            shared(this.#permissions, grant, () => ({ ...provenance, permission })),
          );
          break;
        }
        case 'owner':
          user.tenantOwner = true;
          user.ownerSource = 'mapping';
          user.ownerProvider = ANY_PROVIDER;
          user.ownerGroup = group;
          user.ownerEntry = entry;
      }
    }
    return user;
  }
}

function shared<Grant>(grants: Map<string, Grant>, mapped: MappedGrant, create: () => Grant): Grant {
  const path = entryPath(mapped);
  const grant = grants.get(path) ?? create();
  grants.set(path, grant);
  return grant;
}

type GrantLists = 'memberships' | 'caseGroupMemberships' | 'tenantPermissions';
type MutableUser = { -readonly [Column in Exclude<keyof CurrentUser, GrantLists>]: CurrentUser[Column] } & {
  [List in GrantLists]: CurrentUser[List][number][];
};

const BASE_USER: Omit<CurrentUser, GrantLists> = {
  id: '',
  tenant: 'default',
  email: null,
  emailVerified: null,
  active: true,
  invited: false,
  firstName: null,
  lastName: null,
  avatar: null,
  tenantOwner: false,
  ownerSource: null,
  ownerProvider: null,
  ownerGroup: null,
  ownerEntry: null,
  removalsHeldAt: null,
};
