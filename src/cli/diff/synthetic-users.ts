import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
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
  readonly #memberships: CurrentMembership[] = [];
  readonly #caseGroups: CurrentCaseGroupMembership[] = [];
  readonly #permissions: CurrentPermission[] = [];

  constructor({ byGroup }: CompiledMapping) {
    for (const grants of byGroup.values()) for (const grant of grants) this.#prepare(grant);
  }

  withGrants(grants: readonly MappedGrant[]): CurrentUser {
    const user: MutableUser = {
      memberships: [],
      caseGroupMemberships: [],
      tenantPermissions: [],
      ...BASE_USER,
    };
    for (const { kind, group, entry } of grants) {
      switch (kind) {
        case 'membership':
          push(user.memberships, this.#memberships[entry]);
          break;
        case 'caseGroup':
          push(user.caseGroupMemberships, this.#caseGroups[entry]);
          break;
        case 'permission':
          push(user.tenantPermissions, this.#permissions[entry]);
          break;
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

  #prepare(grant: MappedGrant): void {
    const { group, entry } = grant;
    const provenance: Provenance = { source: 'mapping', provider: ANY_PROVIDER, group, entry };
    switch (grant.kind) {
      case 'membership':
        this.#memberships[entry] = { ...provenance, role: grant.role, team: { name: grant.team } };
        break;
      case 'caseGroup': {
        const caseGroup = { name: grant.caseGroup, team: { name: grant.team } };
        this.#caseGroups[entry] = { ...provenance, role: grant.role, caseGroup };
        break;
      }
      case 'permission':
        this.#permissions[entry] = { ...provenance, permission: grant.permission };
        break;
      case 'owner':
        break;
    }
  }
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

function push<Grant>(list: Grant[], grant: Grant | undefined): void {
  if (grant !== undefined) list.push(grant);
}
