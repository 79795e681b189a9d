import { compileMapping } from '../../src/mapping/compile';
import type { Mapping } from '../../src/mapping/mapping';
import { resolveGrants } from '../../src/mapping/resolve-grants';
import { diffGrants } from '../../src/plan/diff-grants';
import type { CurrentUser, ManagedTeams } from '../../src/plan/plan-input';
import { MAPPING } from '../support/fixtures/mapping';
import { currentUser, MANUAL, mapped, MAPPED_OWNER, VIEWER_MEMBERSHIP } from '../support/builders/plan-input';

function diff(
  user: CurrentUser,
  groups: readonly string[],
  options: { mapping?: Mapping; managedTeams?: ManagedTeams } = {},
) {
  const { mapping = MAPPING, managedTeams = 'all' } = options;
  const compiled = compileMapping(mapping);
  const { grants } = resolveGrants(groups, compiled, 'okta');
  return diffGrants(user, grants, compiled, { provider: 'okta', managedTeams });
}

const TEAM = { kind: 'membership', team: 'Incident Response' };
const PHISHING = { kind: 'caseGroup', team: 'Incident Response', caseGroup: 'Phishing' };
const viewer = (more: object = {}) => currentUser({ memberships: [{ ...VIEWER_MEMBERSHIP, ...more }] });

test('a user without grants is given those of the groups, with the reason of each', () => {
  const reason = (group: string, entry: number) => ({ action: 'add', reason: { group, entry } });
  expect(diff(currentUser(), ['Administrators', 'Everyone', 'Phishing', 'Auditors'])).toEqual([
    { kind: 'owner', ...reason('Administrators', 0) },
    { kind: 'membership', team: 'Analytics', role: 'TEAM_ADMIN', ...reason('Administrators', 0) },
    { ...TEAM, role: 'VIEWER', ...reason('Everyone', 2) },
    { ...PHISHING, role: 'EDITOR', ...reason('Phishing', 3) },
    { kind: 'permission', permission: 'AUDIT_LOG_READ', ...reason('Auditors', 0) },
  ]);
});

test.each([
  ['the same entry gives the grant', viewer(), ['Everyone'], []],
  [
    'another role',
    viewer(),
    ['Managers'],
    [
      {
        ...TEAM,
        action: 'change',
        role: 'EDITOR',
        previousRole: 'VIEWER',
        reason: { group: 'Managers', entry: 1 },
      },
    ],
  ],
  [
    'the same role, from another provider',
    viewer({ provider: 'entra' }),
    ['Everyone'],
    [{ ...TEAM, action: 'reattribute', role: 'VIEWER', reason: { group: 'Everyone', entry: 2 } }],
  ],
  [
    'the same role, manual until now',
    viewer(MANUAL),
    ['Everyone'],
    [{ ...TEAM, action: 'reattribute', role: 'VIEWER', reason: { group: 'Everyone', entry: 2 } }],
  ],
  [
    'no group',
    viewer(),
    [],
    [{ ...TEAM, action: 'remove', previousRole: 'VIEWER', previousSource: 'mapping' }],
  ],
])('a membership of a user: %s', (_, user, groups, changes) => {
  expect(diff(user, groups)).toEqual(changes);
});

test('owner status and permissions are given, attributed and removed in the same way', () => {
  const owner = currentUser(MAPPED_OWNER);
  expect(diff(owner, [])).toEqual([{ kind: 'owner', action: 'remove', previousSource: 'mapping' }]);
  expect(diff({ ...owner, ownerSource: 'manual' }, ['Administrators'])).toContainEqual({
    kind: 'owner',
    action: 'reattribute',
    reason: { group: 'Administrators', entry: 0 },
  });
  const auditor = (from: typeof MANUAL) =>
    currentUser({ tenantPermissions: [{ ...from, permission: 'AUDIT_LOG_READ' }] });
  expect(diff(auditor(mapped('Auditors', 0)), ['Auditors'])).toEqual([]);
  expect(diff(auditor(MANUAL), ['Auditors'])).toMatchObject([{ kind: 'permission', action: 'reattribute' }]);
  expect(diff(auditor(MANUAL), [])).toMatchObject([{ action: 'remove', previousSource: 'manual' }]);
});

/** A user with manual grants: in teams that the mapping names and in others, and tenant-wide. */
const BY_HAND = currentUser({
  memberships: ['Analytics', 'Cooking'].map((name) => ({ ...MANUAL, role: 'VIEWER', team: { name } })),
  caseGroupMemberships: [
    { ...MANUAL, role: 'VIEWER', caseGroup: { name: 'Phishing', team: { name: 'Incident Response' } } },
    { ...MANUAL, role: 'VIEWER', caseGroup: { name: 'Soups', team: { name: 'Cooking' } } },
  ],
  tenantPermissions: [{ ...MANUAL, permission: 'BILLING' }],
  tenantOwner: true,
  ownerSource: 'manual',
});

const NAMES_SOUPS = {
  mappings: [{ group_name: 'a', team_name: 'Cooking', case_group_name: 'Soups', role_name: 'EDITOR' }],
};

test.each([
  [
    'all: every manual grant',
    'all',
    MAPPING,
    ['Analytics', 'BILLING', 'Cooking', 'Phishing', 'Soups', 'owner'],
  ],
  [
    'mapped: those in teams that an entry names, and owners',
    'mapped',
    MAPPING,
    ['Analytics', 'Phishing', 'owner'],
  ],
  ['mapped: an entry for a case group names its team', 'mapped', NAMES_SOUPS, ['Cooking', 'Soups']],
  [
    'all, with no word of owners',
    'all',
    { mappings: [], tenant_permission: [] },
    ['Analytics', 'BILLING', 'Cooking', 'Phishing', 'Soups'],
  ],
  [
    'all, with no word of permissions',
    'all',
    { mappings: [], tenant_owners_groups: [] },
    ['Analytics', 'Cooking', 'Phishing', 'Soups', 'owner'],
  ],
  ['all, with no word of either', 'all', { mappings: [] }, ['Analytics', 'Cooking', 'Phishing', 'Soups']],
] as const)('what sync removes with %s', (_, managedTeams, mapping, removed) => {
  const changes = diff(BY_HAND, [], { mapping: mapping as unknown as Mapping, managedTeams });
  expect(changes.every(({ action }) => action === 'remove')).toBe(true);
  const nameOf = (change: (typeof changes)[number]) => {
    if (change.kind === 'caseGroup') return change.caseGroup;
    if (change.kind === 'membership') return change.team;
    return change.kind === 'permission' ? change.permission : 'owner';
  };
  expect(changes.map(nameOf).sort()).toEqual(removed);
});
