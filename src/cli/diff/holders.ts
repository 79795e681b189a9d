import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import type {
  CurrentCaseGroupMembership,
  CurrentMembership,
  CurrentPermission,
  CurrentUser,
  Provenance,
} from '../../plan/current';

/** The provider of everything that is compared: who sent the groups makes no difference. */
export const PROVIDER = 'any';

/** People as the planner sees them, who have what a mapping gives and nothing else. */
export class Holders {
  /** What each entry gives is the same for everybody, so a million users share it. */
  readonly #memberships: CurrentMembership[] = [];
  readonly #caseGroups: CurrentCaseGroupMembership[] = [];
  readonly #permissions: CurrentPermission[] = [];

  constructor({ byGroup }: CompiledMapping) {
    for (const grants of byGroup.values()) for (const grant of grants) this.#prepare(grant);
  }

  of(grants: readonly MappedGrant[]): CurrentUser {
    const user: Writable = { memberships: [], caseGroupMemberships: [], tenantPermissions: [], ...NOBODY };
    for (const { kind, group, entry } of grants) {
      switch (kind) {
        case 'membership':
          give(user.memberships, this.#memberships[entry]);
          break;
        case 'caseGroup':
          give(user.caseGroupMemberships, this.#caseGroups[entry]);
          break;
        case 'permission':
          give(user.tenantPermissions, this.#permissions[entry]);
          break;
        case 'owner':
          user.tenantOwner = true;
          user.ownerSource = 'mapping';
          user.ownerProvider = PROVIDER;
          user.ownerGroup = group;
          user.ownerEntry = entry;
      }
    }
    return user;
  }

  #prepare(grant: MappedGrant): void {
    const { group, entry } = grant;
    const from: Provenance = { source: 'mapping', provider: PROVIDER, group, entry };
    switch (grant.kind) {
      case 'membership':
        this.#memberships[entry] = { ...from, role: grant.role, team: { name: grant.team } };
        break;
      case 'caseGroup': {
        const caseGroup = { name: grant.caseGroup, team: { name: grant.team } };
        this.#caseGroups[entry] = { ...from, role: grant.role, caseGroup };
        break;
      }
      case 'permission':
        this.#permissions[entry] = { ...from, permission: grant.permission };
        break;
      case 'owner':
        break;
    }
  }
}

type Lists = 'memberships' | 'caseGroupMemberships' | 'tenantPermissions';
type Writable = Omit<CurrentUser, Lists> & { [List in Lists]: CurrentUser[List][number][] };

const NOBODY: Omit<CurrentUser, Lists> = {
  id: '',
  email: null,
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
  lossesHeldAt: null,
};

function give<Grant>(list: Grant[], grant: Grant | undefined): void {
  if (grant !== undefined) list.push(grant);
}
