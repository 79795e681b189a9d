import type { MappedGrant } from '../../mapping/compile';
import { quote } from '../io/escape';
import type { Expectation } from './expectation';

/** An expectation that is not met. */
export interface Difference {
  /** The place in the expectation: `memberships["Analytics"]`. */
  path: string;
  /** A role, or whether the grant exists; `null` without a membership. */
  expected: string | boolean | null;
  actual: string | boolean | null;
  /** The grant that the user has instead. */
  grant?: MappedGrant;
}

/** A difference between the effective and the expected grants. */
export function findDifferences(expected: Expectation, grants: readonly MappedGrant[]): Difference[] {
  const { owner, memberships, caseGroups, permissions } = expected;
  const differences: Difference[] = [];
  if (owner !== undefined) {
    const grant = grants.find(({ kind }) => kind === 'owner');
    if (owner !== (grant !== undefined)) {
      differences.push({ path: 'owner', expected: owner, actual: !owner, ...(grant ? { grant } : {}) });
    }
  }
  const compare = (
    kind: MappedGrant['kind'],
    expectedValues: Map<string, string | boolean>,
    absent: null | false,
  ) => {
    const remaining = new Map(expectedValues);
    for (const grant of grants) {
      if (grant.kind !== kind) continue;
      const path = grantPath(grant);
      const actual = 'role' in grant ? grant.role : true;
      const expected = remaining.get(path) ?? absent;
      remaining.delete(path);
      if (expected !== actual) differences.push({ path, expected, actual, grant });
    }
    for (const [path, expected] of remaining) differences.push({ path, expected, actual: absent });
  };
  if (memberships)
    compare(
      'membership',
      new Map(Object.entries(memberships).map(([team, role]) => [teamPath(team), role])),
      null,
    );
  if (caseGroups) {
    const roles = caseGroups.map(
      ({ team, caseGroup, role }) => [caseGroupPath(team, caseGroup), role] as const,
    );
    compare('caseGroup', new Map(roles), null);
  }
  if (permissions)
    compare('permission', new Map(permissions.map((name) => [permissionPath(name), true])), false);
  return differences;
}

function grantPath(grant: MappedGrant): string {
  switch (grant.kind) {
    case 'membership':
      return teamPath(grant.team);
    case 'caseGroup':
      return caseGroupPath(grant.team, grant.caseGroup);
    case 'permission':
      return permissionPath(grant.permission);
    case 'owner':
      return 'owner';
  }
}

const teamPath = (team: string) => `memberships[${quote(team)}]`;
const caseGroupPath = (team: string, caseGroup: string) => `caseGroups[${quote(team)}, ${quote(caseGroup)}]`;
const permissionPath = (permission: string) => `permissions[${quote(permission)}]`;
