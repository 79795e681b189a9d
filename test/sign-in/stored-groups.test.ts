import { entities } from 'passport-jit';
import { groupsHash } from '../../src/entities/identity';
import { logQueries, type LoggedQuery } from '../support/databases/query-log';
import { unguarded } from '../support/databases/unguarded';
import { loadUser } from '../support/harness/grants';
import { openHarness, type Harness } from '../support/harness/harness';

const { Identity, User } = entities;

/** The columns of groups in SQL: `identityProviderGroups` of a user, and `groups` of an identity. */
const GROUPS_COLUMN = /identityProviderGroups|["`]groups["`]/;

let harness: Harness;
let queries: LoggedQuery[];
beforeEach(async () => {
  harness = await openHarness();
  await harness.signIn('root', ['Administrators']);
  queries = logQueries(harness.dataSource);
});
afterEach(() => harness.close());

/** The statements of some work. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  queries.length = 0;
  await work();
  return queries.map(({ sql }) => sql);
}

async function identityAt(provider: string, subject = 'ada') {
  return harness.dataSource.manager.findOneByOrFail(Identity, { provider, subject });
}

function deserialize(id: string): Promise<object> {
  return new Promise((resolve, reject) =>
    harness.jit.deserializeUser({ id }, (error, user) =>
      user ? resolve(user) : reject(error ?? new Error('no user')),
    ),
  );
}

/** Gives ada a second identity, at entra. */
async function addIdentity(): Promise<void> {
  const { id: userId } = await loadUser(harness.dataSource, 'ada');
  await harness.dataSource.manager.insert(Identity, {
    ...{ provider: 'entra', subject: 'ada', issuer: 'https://idp.example.com', userId },
  });
}

test('an unchanged sign-in and a session read the hash of the groups, and no groups', async () => {
  await harness.signIn('ada', ['Everyone', 'Managers']);
  const unchanged = await statementsOf(() => harness.signIn('ada', ['Managers', 'Everyone']));
  expect(unchanged).toEqual([expect.stringContaining('groupsHash')]);
  expect(unchanged[0]).not.toMatch(GROUPS_COLUMN);

  const { id } = await loadUser(harness.dataSource, 'ada');
  let user: object = {};
  const session = await statementsOf(async () => (user = await deserialize(id)));
  expect(session).toHaveLength(1);
  expect(session[0]).not.toMatch(GROUPS_COLUMN);
  expect(user).toMatchObject({ id, groupsState: 'present' });
  expect(user).not.toHaveProperty('identityProviderGroups');
});

test('a sign-in that changes something reads no groups', async () => {
  await harness.signIn('ada', ['Everyone']);
  for (const groups of [['Managers'], 7]) {
    const changed = await statementsOf(() => harness.signIn('ada', groups));
    const reads = changed.filter((sql) => /^\s*(\/\*.*?\*\/\s*)?SELECT/.test(sql));
    expect(reads.length).toBeGreaterThan(0);
    for (const sql of reads) expect(sql).not.toMatch(GROUPS_COLUMN);
  }
});

test('the user of a sign-in has the groups that it brought', async () => {
  const created = await harness.signIn('ada', ['Everyone']);
  expect(created.user?.identityProviderGroups).toEqual(['Everyone']);
  const unchanged = await harness.signIn('ada', ['Everyone']);
  expect(unchanged).toMatchObject({ outcome: 'unchanged', user: { identityProviderGroups: ['Everyone'] } });
  const synced = await harness.signIn('ada', ['Managers']);
  expect(synced).toMatchObject({ outcome: 'synced', user: { identityProviderGroups: ['Managers'] } });
  const kept = await harness.signIn('ada', 7);
  expect(kept.user).not.toHaveProperty('identityProviderGroups');
});

test('changed groups are written to the user and to the identity', async () => {
  await harness.signIn('ada', ['Everyone']);
  for (const names of [['Managers', 'Everyone'], ['Unmapped', 'Everyone'], []]) {
    await harness.signIn('ada', names);
    const groupsState = names.length > 0 ? 'present' : 'empty';
    const columns = { groupsHash: groupsHash(names), groupsState };
    expect(await loadUser(harness.dataSource, 'ada')).toMatchObject({
      ...columns,
      identityProviderGroups: names,
    });
    expect(await identityAt('okta')).toMatchObject({
      ...columns,
      groups: names,
      groupAttribute: 'groups',
      lastSyncedAt: expect.any(Date) as Date,
    });
  }
});

test('absent groups keep the stored groups, and change the state of user and identity', async () => {
  await harness.signIn('ada', ['Everyone']);
  await harness.signIn('ada', 7);
  const kept = { groupsState: 'malformed', groupsHash: groupsHash(['Everyone']) };
  expect(await identityAt('okta')).toMatchObject({ ...kept, groups: ['Everyone'] });
  expect(await loadUser(harness.dataSource, 'ada')).toMatchObject({
    ...kept,
    identityProviderGroups: ['Everyone'],
  });
});

test('two providers of a user keep separate groups, and the user has those that were seen last', async () => {
  await harness.signIn('ada', ['Everyone']);
  await addIdentity();
  await harness.signIn('ada', ['Managers'], { provider: 'entra' });
  expect(await identityAt('okta')).toMatchObject({ groups: ['Everyone'] });
  expect(await identityAt('entra')).toMatchObject({ groups: ['Managers'] });
  expect((await loadUser(harness.dataSource, 'ada')).identityProviderGroups).toEqual(['Managers']);

  // The groups of the identity are the same, those of the user are not.
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'synced' });
  expect((await loadUser(harness.dataSource, 'ada')).identityProviderGroups).toEqual(['Everyone']);
  expect(await identityAt('entra')).toMatchObject({ groups: ['Managers'], groupsState: 'present' });
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
  expect(await statementsOf(() => harness.signIn('ada', ['Everyone']))).toHaveLength(1);
});

test('the last sync is that of the identity', async () => {
  await harness.signIn('ada', ['Everyone']);
  await addIdentity();
  expect(await identityAt('entra')).toMatchObject({ groups: null, groupsHash: null, lastSyncedAt: null });
  await harness.signIn('ada', ['Everyone'], { provider: 'entra' });
  const entra = await identityAt('entra');
  expect(entra).toMatchObject({ groups: ['Everyone'], lastSyncedAt: expect.any(Date) as Date });

  // An hour later, by the other provider.
  const old = new Date(Date.now() - 3_600_000);
  const { update } = unguarded(harness.dataSource);
  await update(Identity, { subject: 'ada' }, { lastSyncedAt: old });
  const statements = await statementsOf(() => harness.signIn('ada', ['Everyone']));
  for (const sql of statements) expect(sql).not.toMatch(GROUPS_COLUMN);
  expect((await identityAt('okta')).lastSyncedAt!.getTime()).toBeGreaterThan(old.getTime());
  expect((await identityAt('entra')).lastSyncedAt).toEqual(old);
});

test('rows from before the hash get it at the next sign-in, once', async () => {
  await harness.signIn('ada', ['Everyone']);
  const { update } = unguarded(harness.dataSource);
  await update(User, undefined, { groupsHash: null });
  const cleared = { groups: null, groupsHash: null, groupsState: null, lastSyncedAt: null };
  await update(Identity, undefined, cleared);

  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
  const hash = groupsHash(['Everyone']);
  expect(await identityAt('okta')).toMatchObject({ groups: ['Everyone'], groupsHash: hash });
  expect(await loadUser(harness.dataSource, 'ada')).toMatchObject({ groupsHash: hash });
  expect(await statementsOf(() => harness.signIn('ada', ['Everyone']))).toHaveLength(1);
});
