import type { MappedGrant } from '../../mapping/compile';
import { quoted } from '../io/visible';
import type { Expected } from './expected';

/** One thing that was expected otherwise. */
export interface Difference {
  /** The place in the expectation: `memberships["Analytics"]`. */
  path: string;
  /** A role, or whether it is there; `null` for a role in what somebody is not a member of. */
  expected: string | boolean | null;
  actual: string | boolean | null;
  /** The grant behind what is there. */
  grant?: MappedGrant;
}

/** Where what somebody gets is not what was expected. */
export function differences(expected: Expected, grants: readonly MappedGrant[]): Difference[] {
  const { owner, memberships, caseGroups, permissions } = expected;
  const found: Difference[] = [];
  if (owner !== undefined) {
    const grant = grants.find(({ kind }) => kind === 'owner');
    if (owner !== (grant !== undefined)) {
      found.push({ path: 'owner', expected: owner, actual: !owner, ...(grant ? { grant } : {}) });
    }
  }
  const compare = (kind: MappedGrant['kind'], wanted: Map<string, string | boolean>, none: null | false) => {
    const left = new Map(wanted);
    for (const grant of grants) {
      if (grant.kind !== kind) continue;
      const path = pathOf(grant);
      const actual = 'role' in grant ? grant.role : true;
      const expected = left.get(path) ?? none;
      left.delete(path);
      if (expected !== actual) found.push({ path, expected, actual, grant });
    }
    for (const [path, expected] of left) found.push({ path, expected, actual: none });
  };
  if (memberships)
    compare(
      'membership',
      new Map(Object.entries(memberships).map(([team, role]) => [ofTeam(team), role])),
      null,
    );
  if (caseGroups) {
    const roles = caseGroups.map(
      ({ team, caseGroup, role }) => [ofCaseGroup(team, caseGroup), role] as const,
    );
    compare('caseGroup', new Map(roles), null);
  }
  if (permissions)
    compare('permission', new Map(permissions.map((name) => [ofPermission(name), true])), false);
  return found;
}

function pathOf(grant: MappedGrant): string {
  switch (grant.kind) {
    case 'membership':
      return ofTeam(grant.team);
    case 'caseGroup':
      return ofCaseGroup(grant.team, grant.caseGroup);
    case 'permission':
      return ofPermission(grant.permission);
    case 'owner':
      return 'owner';
  }
}

const ofTeam = (team: string) => `memberships[${quoted(team)}]`;
const ofCaseGroup = (team: string, caseGroup: string) => `caseGroups[${quoted(team)}, ${quoted(caseGroup)}]`;
const ofPermission = (permission: string) => `permissions[${quoted(permission)}]`;
