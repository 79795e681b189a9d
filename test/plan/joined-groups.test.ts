import { applyGroupsPolicy } from '../../src/plan/groups-policy';
import { rejectJoinedGroups } from '../../src/plan/joined-groups';
import { plan } from '../../src/plan/plan';
import { compileMapping } from '../../src/mapping/compile';
import { currentUser, planInput, VIEWER_MEMBERSHIP } from '../support/builders/plan-input';

const entries = ['admins', 'staff', 'Sales, EMEA', 'a;b'].map((group_name) => ({
  group_name,
  team_name: 'Analytics',
  role_name: 'VIEWER',
}));
const mapping = compileMapping({ mappings: entries });
const check = (...names: string[]) => rejectJoinedGroups({ state: 'present', names }, mapping, 'okta');

test.each([
  ['two groups', 'admins; staff', ';'],
  ['a mapped group among others', 'vpn;staff;zoom', ';'],
  ['a group and a separator', 'admins;', ';'],
  ['a name with a comma among others', 'Sales, EMEA;staff', ';'],
  ['two groups with a comma', 'admins,staff', ','],
  ['two groups with a comma and blanks', ' admins , staff ', ','],
])('%s in one value are malformed', (_what, value, separator) => {
  const groups = check(value);
  expect(groups).toEqual({
    state: 'malformed',
    problem: `several groups in one value, joined by "${separator}"`,
    separator,
  });
  expect(check('other', value)).toEqual(groups);
});

test.each([
  ['a mapped group with a comma', 'Sales, EMEA'],
  ['a mapped group with a semicolon', 'a;b'],
  ['a name with a comma of which one part is mapped', 'admins, regional'],
  ['a distinguished name', 'CN=admins,OU=staff,DC=example'],
  ['parts that no entry names', 'vpn;zoom'],
  ['separators only', ';,;'],
])('%s is one group', (_what, value) => {
  expect(check(value, 'staff')).toEqual({ state: 'present', names: [value, 'staff'] });
});

test('a value that begins with a prefix may be one group', () => {
  const prefixed = compileMapping({
    mappings: [...entries, { group_prefix: 'CN=', team_name: 'Analytics', role_name: 'VIEWER' }],
  });
  const state = (value: string) =>
    rejectJoinedGroups({ state: 'present', names: [value] }, prefixed, 'okta').state;
  expect(state('CN=admins,OU=staff')).toBe('present');
  expect(state('CN=Research; EMEA')).toBe('present');
  expect(state('CN=Research;admins')).toBe('malformed');
  expect(state('CN=Research,CN=Sales')).toBe('malformed');
});

test('entries for another provider do not make parts mapped', () => {
  const only = compileMapping({ mappings: entries.map((entry) => ({ ...entry, provider: 'entra' })) });
  const groups = { state: 'present', names: ['admins; staff'] } as const;
  expect(rejectJoinedGroups(groups, only, 'okta')).toBe(groups);
  expect(rejectJoinedGroups(groups, only, 'entra').state).toBe('malformed');
});

test.each([
  { state: 'empty' } as const,
  { state: 'absent' } as const,
  { state: 'malformed', problem: '' } as const,
])('$state groups are left as they are', (groups) => {
  expect(rejectJoinedGroups(groups, mapping, 'okta')).toBe(groups);
});

test('a user whose groups arrived as one value keeps all grants, with a note', () => {
  const groups = applyGroupsPolicy(check('admins; staff'), {}, true);
  const user = currentUser({ memberships: [VIEWER_MEMBERSHIP] });
  expect(plan(planInput({ groups, user }))).toMatchObject({
    decision: 'signIn',
    changes: [],
    synced: false,
    notes: [
      { kind: 'groupsKept', state: 'malformed' },
      { kind: 'groupsLookJoined', separator: ';' },
    ],
  });
});

test('the policy for malformed groups applies to them', () => {
  expect(applyGroupsPolicy(check('admins; staff'), { malformed: 'deny' }, true)).toMatchObject({
    decision: 'deny',
    code: 'groups_malformed',
  });
});
