import type { EffectiveGroups } from '../../src/plan/groups-policy';
import { plan } from '../../src/plan/plan';
import { relevantGroups } from '../../src/plan/relevant-groups';
import {
  currentUser,
  MANUAL,
  mapped,
  planInput,
  settings,
  VIEWER_MEMBERSHIP,
} from '../support/builders/plan-input';

const EVERYONE = { team_name: 'Lobby', role_name: 'VIEWER' };
const EDITORS = { group_name: 'Editors', team_name: 'Incident Response', role_name: 'EDITOR' };
const mapping = { tenant_owners_groups: ['Owners'], mappings: [EDITORS], everyone: [EVERYONE] };
const LOBBY = {
  kind: 'membership',
  action: 'add',
  team: 'Lobby',
  role: 'VIEWER',
  reason: { group: null, entry: 0 },
};
const lobbyMembership = {
  source: 'mapping',
  provider: 'okta',
  group: null,
  entry: 0,
  role: 'VIEWER',
  team: { name: 'Lobby' },
} as const;
const ABSENT: EffectiveGroups = { decision: 'keep', state: 'absent' };

test.each([
  ['groups', ['Editors']],
  ['no groups', []],
])('a new user with %s has what everyone has', (_, groups) => {
  const { decision, changes } = plan(planInput({ groups, settings: settings({ mapping }) }));
  expect(decision).toBe('create');
  expect(changes).toContainEqual(LOBBY);
});

test('a new user whose groups did not arrive has what everyone has, and nothing else', () => {
  expect(plan(planInput({ groups: ABSENT, settings: settings({ mapping }) }))).toMatchObject({
    decision: 'create',
    changes: [LOBBY],
    synced: false,
  });
});

test('a user whose groups did not arrive gains what everyone has, and loses nothing', () => {
  const user = currentUser({ memberships: [VIEWER_MEMBERSHIP] });
  const input = planInput({ groups: ABSENT, user, settings: settings({ mapping }) });
  const { changes, notes, synced } = plan(input);
  expect(changes).toEqual([LOBBY]);
  expect(notes).toEqual([{ kind: 'groupsKept', state: 'absent' }]);
  expect(synced).toBe(false);
});

test('such a user keeps another role in that team, from any source', () => {
  for (const provenance of [MANUAL, mapped('Editors', 0)]) {
    const membership = { ...provenance, role: 'EDITOR', team: { name: 'Lobby' } };
    const user = currentUser({ memberships: [membership] });
    expect(plan(planInput({ groups: ABSENT, user, settings: settings({ mapping }) })).changes).toEqual([]);
  }
});

test('the same grant at the next sign-in changes nothing', () => {
  const user = currentUser({ memberships: [lobbyMembership] });
  for (const groups of [[], ABSENT])
    expect(plan(planInput({ groups, user, settings: settings({ mapping }) })).changes).toEqual([]);
});

test('the grant goes with the entry, once groups arrive', () => {
  const user = currentUser({ memberships: [lobbyMembership] });
  const without = settings({ mapping: { mappings: [EDITORS] } });
  expect(plan(planInput({ groups: ABSENT, user, settings: without })).changes).toEqual([]);
  expect(plan(planInput({ groups: [], user, settings: without })).changes).toMatchObject([
    { action: 'remove', team: 'Lobby' },
  ]);
});

test('report only reports it', () => {
  const reporting = settings({ mapping, enhancedSync: 'report-only' });
  const { changes, notes } = plan(planInput({ groups: ABSENT, user: currentUser(), settings: reporting }));
  expect(changes).toEqual([]);
  expect(notes).toContainEqual({ kind: 'reportOnly', changes: [LOBBY] });
});

test('it is no match for unmatched: deny', () => {
  const input = planInput({ settings: settings({ mapping }), rules: { unmatched: 'deny' } });
  expect(plan(input)).toMatchObject({ decision: 'deny', code: 'no_matching_group' });
});

test('a missing team of everyone is a note that says so', () => {
  const teams = { hasTeam: () => false, hasCaseGroup: () => false, isDeleted: () => false };
  const { changes, notes } = plan(planInput({ teams, settings: settings({ mapping }) }));
  expect(changes).toEqual([]);
  expect(notes).toContainEqual({ kind: 'missingTeam', team: 'Lobby', entry: 0, list: 'everyone' });
});

describe('groups of a provider for which no entry names a group', () => {
  const only = { mappings: [{ ...EDITORS, provider: 'entra' }], everyone: [EVERYONE] };

  test.each([
    { state: 'present', names: ['Editors'] } as const,
    { state: 'absent' } as const,
    { state: 'overage' } as const,
    { state: 'malformed', problem: '' } as const,
  ])('$state ones are not read', (groups) => {
    expect(relevantGroups(groups, settings({ mapping: only }), 'okta')).toEqual({ state: 'empty' });
    expect(relevantGroups(groups, settings({ mapping: only }), 'entra')).toBe(groups);
    expect(
      relevantGroups(groups, settings({ mapping: { mappings: [], everyone: [EVERYONE] } }), 'okta'),
    ).toEqual({
      state: 'empty',
    });
  });

  test('they are read where there is no mapping yet, and where only owners are named', () => {
    const groups = { state: 'absent' } as const;
    expect(relevantGroups(groups, settings({ mapping: null, enhancedSync: false }), 'okta')).toBe(groups);
    const owners = { mappings: [], everyone: [EVERYONE], tenant_owners_groups: ['Owners'] };
    expect(relevantGroups(groups, settings({ mapping: owners }), 'okta')).toBe(groups);
  });
});
