import type { Mapping } from '../../src/mapping/mapping';
import { plan } from '../../src/plan/plan';
import type { CurrentUser, Provenance, SyncScope } from '../../src/plan/plan-input';
import { currentUser, MANUAL, planInput, settings } from '../support/builders/plan-input';

const MAPPING: Mapping = {
  tenant_owners_groups: ['Owners', 'Admins'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'READ' }],
  mappings: [
    { group_name: 'First', team_name: 'T', role_name: 'ADMIN' },
    { group_prefix: 'Second', team_name: 'T', role_name: 'EDITOR' },
    { group_name: 'Third', team_name: 'T', role_name: 'VIEWER' },
    { group_name: 'Case', team_name: 'T', case_group_name: 'C', role_name: 'EDITOR' },
    { group_name: 'Case 2', team_name: 'T', case_group_name: 'C', role_name: 'VIEWER' },
    { group_name: 'Only entra', provider: 'entra', team_name: 'U', role_name: 'EDITOR' },
    { group_name: 'Only okta', provider: 'okta', team_name: 'U', role_name: 'VIEWER' },
    { group_name: 'Same', team_name: 'V', role_name: 'VIEWER' },
    { group_name: 'Same 2', team_name: 'V', role_name: 'VIEWER' },
  ],
  everyone: [{ team_name: 'T', role_name: 'GUEST' }],
};

/** A grant that a sign-in at another provider than the planned one gave. */
const fromEntra = (group: string | null, entry: number): Provenance => ({
  source: 'mapping',
  provider: 'entra',
  group,
  entry,
});
const member = (role: string, provenance: Provenance, team = 'T') =>
  currentUser({ memberships: [{ ...provenance, role, team: { name: team } }] });

/** What a sign-in at okta does, with a note of every other kind left out. */
function signIn(user: CurrentUser, groups: readonly string[], syncScope: SyncScope = 'provider') {
  const { mapping } = settings({ mapping: MAPPING });
  const input = planInput({ user, groups, settings: settings({ mapping }), rules: { syncScope } });
  const { changes, notes } = plan(input);
  return { changes, notes };
}

const NOTHING = { changes: [], notes: [] };

test.each([
  ['a team', member('EDITOR', fromEntra('Second', 1), 'V')],
  ['a team that no entry names any more', member('EDITOR', fromEntra('Gone', 9), 'Old')],
  [
    'a case group',
    currentUser({
      caseGroupMemberships: [
        { ...fromEntra('Case', 3), role: 'EDITOR', caseGroup: { name: 'C', team: { name: 'T' } } },
      ],
    }),
  ],
  ['a permission', currentUser({ tenantPermissions: [{ ...fromEntra('Auditors', 0), permission: 'READ' }] })],
  [
    'owner status',
    currentUser({
      tenantOwner: true,
      ownerSource: 'mapping',
      ownerProvider: 'entra',
      ownerGroup: 'Owners',
      ownerEntry: 0,
    }),
  ],
])('%s of another provider stays, and only with the scope of a provider', (_, user) => {
  const given = [...user.memberships].some(({ team }) => team.name === 'T');
  const own = given ? [] : [{ kind: 'membership', team: 'T', action: 'add' }];
  expect(signIn(user, [])).toMatchObject({ changes: own, notes: [] });
  const { changes } = signIn(user, [], 'user');
  expect(changes).toContainEqual(expect.objectContaining({ action: 'remove' }));
});

test('grants of the own provider and manual ones are removed', () => {
  const own: Provenance = { source: 'mapping', provider: 'okta', group: 'First', entry: 0 };
  for (const provenance of [own, MANUAL]) {
    const { changes } = signIn(member('ADMIN', provenance, 'V'), []);
    expect(changes).toContainEqual(expect.objectContaining({ team: 'V', action: 'remove' }));
  }
});

test.each([
  ['an earlier entry wins', 'EDITOR', fromEntra('Second group', 1), ['First'], 'ADMIN'],
  ['an earlier prefix wins', 'VIEWER', fromEntra('Third', 2), ['Second x'], 'EDITOR'],
  ['any entry wins over everyone', 'GUEST', fromEntra(null, 0), ['Third'], 'VIEWER'],
  ['an entry wins over one that is gone', 'ADMIN', fromEntra('Gone', 0), ['Third'], 'VIEWER'],
  ['an entry wins over one that moved behind it', 'VIEWER', fromEntra('Third', 0), ['Second'], 'EDITOR'],
])('%s', (_, role, provenance, groups, wins) => {
  expect(signIn(member(role, provenance), groups)).toMatchObject({
    changes: [{ action: 'change', team: 'T', role: wins, previousRole: role }],
    notes: [],
  });
});

test.each([
  ['a later entry', 'ADMIN', fromEntra('First', 0), ['Third'], { role: 'VIEWER', entry: 2 }],
  ['a later prefix', 'ADMIN', fromEntra('First', 0), ['Second x'], { role: 'EDITOR', entry: 1 }],
  ['everyone', 'VIEWER', fromEntra('Third', 2), [], { role: 'GUEST', entry: 0, list: 'everyone' }],
  [
    'an entry that came first before',
    'ADMIN',
    fromEntra('First', 5),
    ['Third'],
    { role: 'VIEWER', entry: 2 },
  ],
])('%s loses to the grant of the other provider, with a note', (_, role, provenance, groups, lost) => {
  const note = { kind: 'grantedByOtherProvider', provider: 'entra', team: 'T', ...lost };
  expect(signIn(member(role, provenance), groups)).toEqual({ changes: [], notes: [note] });
});

test('so does one for a case group', () => {
  const caseGroup = { name: 'C', team: { name: 'T' } };
  const user = currentUser({
    memberships: [{ ...fromEntra(null, 0), role: 'GUEST', team: { name: 'T' } }],
    caseGroupMemberships: [{ ...fromEntra('Case', 3), role: 'EDITOR', caseGroup }],
  });
  const note = { kind: 'grantedByOtherProvider', provider: 'entra', team: 'T', caseGroup: 'C' };
  expect(signIn(user, ['Case 2'])).toEqual({ changes: [], notes: [{ ...note, role: 'VIEWER', entry: 4 }] });
});

test('the same role by the same or a later entry is no change and no note', () => {
  const everyone = { ...fromEntra(null, 0), role: 'GUEST', team: { name: 'T' } };
  const user = currentUser({
    memberships: [everyone, { ...fromEntra('Same', 7), role: 'VIEWER', team: { name: 'V' } }],
  });
  expect(signIn(user, ['Same'])).toEqual(NOTHING);
  expect(signIn(user, ['Same 2'])).toEqual(NOTHING);
});

test('the same role by an earlier entry is attributed to this provider', () => {
  const user = member('VIEWER', fromEntra('Same 2', 8), 'V');
  expect(signIn(user, ['Same']).changes).toContainEqual({
    kind: 'membership',
    team: 'V',
    action: 'reattribute',
    role: 'VIEWER',
    reason: { group: 'Same', entry: 7 },
  });
});

test('entries count for the provider that they are restricted to', () => {
  const user = member('EDITOR', fromEntra('Only entra', 5), 'U');
  expect(signIn(user, ['Only okta']).notes).toMatchObject([{ kind: 'grantedByOtherProvider', team: 'U' }]);
  const wrong = member('VIEWER', fromEntra('Only okta', 6), 'U');
  expect(signIn(wrong, ['Only okta']).changes).toContainEqual(
    expect.objectContaining({ team: 'U', action: 'reattribute' }),
  );
});
