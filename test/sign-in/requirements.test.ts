import { groupsHash } from '../../src/entities/identity';
import type { UserBase } from '../../src/entities/user';
import { plan } from '../../src/plan/plan';
import type { PlanInput } from '../../src/plan/plan-input';
import type { SignInSnapshot } from '../../src/sign-in/attempt';
import type { StoredIdentity } from '../../src/store/user-reader';
import { requirementsOf } from '../../src/sign-in/requirements';
import {
  currentUser,
  ISSUER,
  MAPPED_OWNER,
  MANUAL,
  planInput,
  settings,
  VIEWER_MEMBERSHIP,
} from '../support/builders/plan-input';

const NOW = new Date('2026-05-01T12:00:00Z');
const CLOCK = { at: NOW, precision: 60_000 };
const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

/** A user as it was read, whose last sign-in was a second ago, with the group Everyone. */
function storedUser(more: object = {}): UserBase {
  const columns = {
    groupsState: 'present',
    groupsHash: groupsHash(['Everyone']),
    lastSignInAt: ago(1000),
    lastSyncedAt: ago(1000),
  };
  return { ...currentUser({ memberships: [VIEWER_MEMBERSHIP] }), ...columns, ...more } as unknown as UserBase;
}

/** The identity of that user, as it was read. */
const IDENTITY: StoredIdentity = {
  id: '1',
  groupAttribute: 'groups',
  groupsHash: groupsHash(['Everyone']),
  groupsState: 'present',
  lastSyncedAt: ago(1000),
};

interface Case {
  groups?: readonly string[];
  user?: UserBase | undefined;
  identity?: Partial<StoredIdentity>;
  input?: Parameters<typeof planInput>[0];
}

function requirements({ groups = ['Everyone'], user, identity = {}, input = {} }: Case) {
  const claims = { ...planInput().claims, groups: { state: 'present', names: groups } as const };
  const known = user && { user };
  const facts = planInput({ claims, groups, ...known, ...input }) as PlanInput<UserBase>;
  const match = { subject: 'ada', issuer: ISSUER, identity: { ...IDENTITY, ...identity } };
  const snapshot: SignInSnapshot = {
    existing: user && { user, sessionGeneration: 0, ...match },
    input: facts,
    groupsHash: groupsHash(groups),
  };
  return requirementsOf(plan(facts), snapshot, CLOCK);
}

const NO_NAMES = { teams: new Set(), caseGroups: [] };
const NO_FACTS = { teams: NO_NAMES, email: undefined, tenantLock: 'never', acceptsCachedTeams: false };

test('an unchanged known user requires nothing', () => {
  const user = storedUser();
  const identity = { id: '1', columns: {} };
  expect(requirements({ user })).toEqual({ ...NO_FACTS, kind: 'timestamps', user, columns: {}, identity });
});

test.each([
  [
    'both times',
    { lastSignInAt: ago(60_000), lastSyncedAt: ago(60_000) },
    { lastSignInAt: NOW, lastSyncedAt: NOW },
  ],
  ['one time', { lastSyncedAt: null }, { lastSyncedAt: NOW }],
])('%s that are not exact enough are columns to write', (_, stored, columns) => {
  expect(requirements({ user: storedUser(stored) })).toMatchObject({ kind: 'timestamps', columns });
});

test.each([null, ago(60_000)])('the last sync of the identity, %p, is a column to write', (lastSyncedAt) => {
  expect(requirements({ user: storedUser(), identity: { lastSyncedAt } })).toMatchObject({
    kind: 'timestamps',
    columns: {},
    identity: { id: '1', columns: { lastSyncedAt: NOW } },
  });
});

test.each([
  ['the groups', storedUser({ groupsHash: groupsHash([]) }), {}],
  ['the groups of the identity', storedUser(), { identity: { groupsHash: groupsHash([]) } }],
  ['a user from before the hash', storedUser({ groupsHash: null }), {}],
  ['an identity from before the hash', storedUser(), { identity: { groupsHash: null } }],
  ['the state of the groups', storedUser({ groupsState: 'empty' }), {}],
  ['the state of the groups of the identity', storedUser(), { identity: { groupsState: 'empty' as const } }],
  ['the end of held removals', storedUser({ removalsHeldAt: ago(1) }), {}],
  ['the attribute of the groups', storedUser(), { identity: { groupAttribute: 'roles' } }],
  [
    'a profile',
    storedUser(),
    { input: { rules: { syncProfile: true }, claims: { ...planInput().claims, firstName: 'Augusta' } } },
  ],
])('%s takes rows, and no fact', (_, user, more) => {
  expect(requirements({ user, ...more })).toMatchObject({
    kind: 'rows',
    teams: NO_NAMES,
    email: undefined,
    tenantLock: 'never',
  });
});

test('a refusal without changes requires only an audit event', () => {
  const user = storedUser({ active: false });
  expect(requirements({ user })).toEqual({ ...NO_FACTS, kind: 'refusal' });
});

test('a new user requires the teams and the address', () => {
  expect(requirements({ groups: ['Everyone', 'Phishing'] })).toEqual({
    kind: 'rows',
    teams: {
      teams: new Set(['Incident Response']),
      caseGroups: [['Incident Response', 'Phishing']],
    },
    email: 'ada@example.com',
    tenantLock: 'never',
    acceptsCachedTeams: false,
  });
});

test('a known user who gains a grant requires its team, which may be cached', () => {
  expect(requirements({ user: storedUser(), groups: ['Everyone', 'Administrators'] })).toMatchObject({
    kind: 'rows',
    teams: { teams: new Set(['Analytics']) },
    email: undefined,
    tenantLock: 'never',
    acceptsCachedTeams: true,
  });
});

test('report-only requires the teams of the grants that sync would give, uncached', () => {
  const input = { settings: settings({ enhancedSync: 'report-only' }) };
  expect(requirements({ user: storedUser(), groups: ['Administrators'], input })).toMatchObject({
    kind: 'rows',
    teams: { teams: new Set(['Analytics']) },
    tenantLock: 'ifRemovalsHeld',
    acceptsCachedTeams: false,
  });
});

const TWO = [VIEWER_MEMBERSHIP, { ...VIEWER_MEMBERSHIP, team: { name: 'Cooking' } }];
const HOLDS_AT_ONCE = { rules: { removalSafeguard: { window: 1, maxUsers: 0, maxShare: 0 } } };

test.each([
  ['always', 'the provider’s only grant goes', {}, [], {}],
  ['always', 'owner status goes', { memberships: [], ...MAPPED_OWNER, ownerSource: 'manual' }, [], {}],
  ['always', 'removals are held at once', {}, [], HOLDS_AT_ONCE],
  ['ifRemovalsHeld', 'one of two grants goes', { memberships: TWO }, ['Everyone'], {}],
  ['ifRemovalsHeld', 'a manual grant goes', { memberships: [{ ...TWO[1], ...MANUAL }] }, ['Everyone'], {}],
  ['never', 'a role changes', {}, ['Managers'], {}],
] as const)('the tenant’s lock is required %s where %s', (tenantLock, _, columns, groups, input) => {
  const found = requirements({ user: storedUser(columns), groups, input });
  expect(found).toMatchObject({ kind: 'rows', tenantLock });
  if (found.kind === 'rows') expect(found.acceptsCachedTeams).toBe(tenantLock !== 'always');
});
