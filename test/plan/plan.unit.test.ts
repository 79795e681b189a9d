import { plan } from '../../src/plan/plan';
import {
  currentUser,
  MAPPED_OWNER,
  planInput,
  settings,
  VIEWER_MEMBERSHIP,
} from '../support/builders/plan-input';

const VIEWER = currentUser({ memberships: [VIEWER_MEMBERSHIP] });
const OWNER = currentUser({ memberships: [VIEWER_MEMBERSHIP], ...MAPPED_OWNER });
const KEEP = { decision: 'keep', state: 'malformed', problem: 'a number' } as const;
const DENY = { decision: 'deny', code: 'groups_malformed', state: 'malformed' } as const;
const REMOVE = { kind: 'membership', action: 'remove' };
const REMOVE_OWNER = { kind: 'owner', action: 'remove' };
const UNCHANGED = { decision: 'signIn', changes: [], notes: [] };
const NO_MATCH = { decision: 'deny', code: 'no_matching_group' };
const deny = { unmatched: 'deny' } as const;
const isBreakGlass = () => true;

describe('a new user', () => {
  test.each([
    [
      'with a mapped group is created with its grants',
      { groups: ['Everyone'] },
      { changes: [{ action: 'add' }], synced: true },
    ],
    ['in no group is created without grants', {}, { changes: [], synced: true }],
    [
      'with groups that cannot be used is created without grants',
      { groups: KEEP },
      { changes: [], notes: [{ kind: 'groupsKept', state: 'malformed' }], synced: false },
    ],
    [
      'is created with grants under report-only',
      { groups: ['Everyone'], settings: settings({ enhancedSync: 'report-only' }) },
      { changes: [{ action: 'add' }], notes: [] },
    ],
    [
      'with break glass is created, whatever the groups',
      { groups: DENY, rules: { ...deny, isBreakGlass } },
      { changes: [] },
    ],
  ])('%s', (_, input, expected) => {
    expect(plan(planInput(input))).toMatchObject({ decision: 'create', ...expected });
  });

  test.each([
    [
      'in no mapped group, with unmatched: deny',
      { groups: ['Unheard-of'], rules: deny },
      'no_matching_group',
    ],
    ['whose groups are kept, with unmatched: deny', { groups: KEEP, rules: deny }, 'no_matching_group'],
    ['whose groups deny', { groups: DENY }, 'groups_malformed'],
    [
      'whose groups deny, without sync',
      { groups: DENY, settings: settings({ enhancedSync: false }) },
      'groups_malformed',
    ],
    ['without just-in-time', { settings: settings({ justInTime: false }) }, 'not_provisioned'],
  ])('%s is denied', (_, input, code) => {
    expect(plan(planInput(input))).toMatchObject({ decision: 'deny', code, changes: [], notes: [] });
  });
});

test('an invited user is linked without grants', () => {
  const user = currentUser({ invited: true });
  const match = { kind: 'sameEmail', user, hasIdentity: false } as const;
  const input = planInput({ match, groups: ['Everyone'], settings: settings({ enhancedSync: false }) });
  expect(plan(input)).toMatchObject({ decision: 'link', changes: [], synced: false });
});

describe('a known user', () => {
  test.each([
    ['without sync', { enhancedSync: false }],
    ['without just-in-time', { justInTime: false }],
    ['under report-only', { enhancedSync: 'report-only' }],
  ] as const)('%s keeps the grants and is never denied over groups', (_, more) => {
    const input = { user: VIEWER, settings: settings(more) };
    for (const groups of [[], DENY, KEEP])
      expect(plan(planInput({ ...input, groups, rules: deny }))).toMatchObject({
        decision: 'signIn',
        changes: [],
        synced: false,
      });
  });

  test.each([
    [
      'loses what no group gives',
      {},
      { decision: 'signIn', changes: [REMOVE], notes: [], synced: true, losesEverything: true },
    ],
    [
      'with unmatched: deny loses it and is denied',
      { rules: deny },
      { ...NO_MATCH, changes: [REMOVE], losesEverything: true },
    ],
    [
      'whose groups cannot be used keeps everything',
      { groups: KEEP, rules: deny },
      { ...UNCHANGED, notes: [{ kind: 'groupsKept', problem: 'a number' }], synced: false },
    ],
    [
      'whose groups deny is denied and keeps everything',
      { groups: DENY },
      { decision: 'deny', code: 'groups_malformed', changes: [] },
    ],
    [
      'with break glass keeps everything',
      { rules: { ...deny, isBreakGlass } },
      { ...UNCHANGED, notes: [{ kind: 'breakGlass', changes: [REMOVE] }], synced: true },
    ],
    [
      'with break glass is not denied over groups',
      { groups: DENY, rules: { isBreakGlass } },
      { decision: 'signIn', changes: [] },
    ],
    [
      'under report-only has the changes noted',
      { settings: settings({ enhancedSync: 'report-only' }) },
      { ...UNCHANGED, notes: [{ kind: 'reportOnly', changes: [REMOVE] }], synced: false },
    ],
  ])('%s', (_, input, expected) => {
    expect(plan(planInput({ user: VIEWER, ...input }))).toMatchObject(expected);
  });

  test('without changes has no notes, under report-only either', () => {
    for (const enhancedSync of [true, 'report-only'] as const) {
      const input = { user: VIEWER, groups: ['Everyone'], settings: settings({ enhancedSync }) };
      expect(plan(planInput(input))).toMatchObject(UNCHANGED);
    }
  });

  test('who is deactivated is denied, with break glass too', () => {
    const user = currentUser({ active: false });
    expect(plan(planInput({ user, rules: { isBreakGlass } }))).toMatchObject({ code: 'user_deactivated' });
  });
});

describe('the last owner', () => {
  test('keeps the status, but not the memberships', () => {
    expect(plan(planInput({ user: OWNER, otherOwners: 0 }))).toMatchObject({
      changes: [REMOVE],
      notes: [{ kind: 'lastOwner' }],
    });
    expect(plan(planInput({ user: OWNER, otherOwners: 1 }))).toMatchObject({
      changes: [REMOVE, REMOVE_OWNER],
      notes: [],
    });
  });

  test('is not denied for lack of a mapped group', () => {
    const input = planInput({ user: OWNER, otherOwners: 0, rules: deny });
    expect(plan(input)).toMatchObject({ decision: 'signIn' });
  });
});

describe('the removal safeguard', () => {
  const heldAt = new Date(5);
  const removals = { heldAt, releasedAt: null, recentUsers: 0, activeUsers: 0 };
  const rules = { ...deny, removalSafeguard: { window: 1, maxUsers: 9, maxShare: 1 } };

  test('holds removals, notes them, and denies no user over them', () => {
    expect(plan(planInput({ user: VIEWER, removals, rules }))).toMatchObject({
      decision: 'signIn',
      changes: [],
      notes: [{ kind: 'removalsHeld', changes: [REMOVE] }],
      synced: false,
      losesEverything: false,
    });
  });

  test('holds no additions', () => {
    const input = planInput({ user: VIEWER, groups: ['Everyone', 'Phishing'], removals, rules });
    expect(plan(input)).toMatchObject({ changes: [{ kind: 'caseGroup', action: 'add' }], notes: [] });
  });

  test('a released removal is no part of another mass removal', () => {
    const user = { ...VIEWER, removalsHeldAt: new Date(1) };
    const released = { ...removals, releasedAt: new Date(2) };
    expect(plan(planInput({ user, removals: released, rules }))).toMatchObject({
      changes: [REMOVE],
      losesEverything: false,
    });
  });
});

describe('teams that do not exist', () => {
  const teams = {
    hasTeam: (team: string) => team !== 'Analytics',
    hasCaseGroup: () => false,
    isDeleted: () => false,
  };
  const groups = ['Administrators', 'Phishing'];

  test.each([
    ['a new user', undefined],
    ['a known user', currentUser()],
  ])('are noted for %s', (_, user) => {
    const { changes, notes } = plan(planInput({ ...(user && { user }), teams, groups }));
    expect(changes).toMatchObject([{ kind: 'owner', action: 'add' }]);
    expect(notes).toEqual([
      { kind: 'missingTeam', team: 'Analytics', entry: 0 },
      { kind: 'missingCaseGroup', team: 'Incident Response', caseGroup: 'Phishing', entry: 3 },
    ]);
  });

  test('are granted with createMissingTeams', () => {
    const input = planInput({ teams, groups, rules: { createMissingTeams: true } });
    expect(plan(input)).toMatchObject({ changes: [{}, {}, {}], notes: [] });
  });

  test('still make their group a mapped group', () => {
    const nothing = { hasTeam: () => false, hasCaseGroup: () => false, isDeleted: () => false };
    const input = planInput({ teams: nothing, groups: ['Everyone'], rules: deny });
    expect(plan(input)).toMatchObject({ decision: 'create', changes: [] });
  });
});

describe('syncProfile', () => {
  const ignored = [{ field: 'avatar', problem: 'not text' }] as const;
  const claims = { ...planInput().claims, firstName: 'Augusta', lastName: 'King', ignored };
  const change = { kind: 'profile', action: 'change', field: 'firstName', from: 'Ada', to: 'Augusta' };
  const note = { kind: 'ignoredClaim', field: 'avatar', problem: 'not text' };

  test.each([
    ['sync', {}, ['Everyone']],
    ['just-in-time off', { justInTime: false }, ['Everyone']],
    ['enhanced sync off', { enhancedSync: false }, ['Everyone']],
    ['report-only', { enhancedSync: 'report-only' }, ['Everyone']],
    ['groups that cannot be used', {}, KEEP],
  ] as const)('changes the names that differ, with %s', (_, more, groups) => {
    const input = { user: VIEWER, claims, groups, settings: settings(more), rules: { syncProfile: true } };
    const { changes, notes } = plan(planInput(input));
    expect(changes).toEqual([change]);
    expect(notes).toContainEqual(note);
  });

  test('changes nothing if it is off, or if the user is denied', () => {
    const input = { user: VIEWER, claims, groups: ['Everyone'] };
    expect(plan(planInput(input))).toMatchObject(UNCHANGED);
    const denied = planInput({ ...input, groups: [], rules: { syncProfile: true, ...deny } });
    expect(plan(denied)).toMatchObject({ ...NO_MATCH, changes: [REMOVE] });
  });
});

test('the same input gives the same plan, and stays as it is', () => {
  const input = planInput({ user: OWNER, groups: ['Managers'], otherOwners: 0 });
  const before = JSON.stringify(input);
  expect(plan(input)).toEqual(plan(input));
  expect(JSON.stringify(input)).toBe(before);
});
