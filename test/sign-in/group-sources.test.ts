import { entities, type ProvisioningOptions, type SettingsPatch } from 'passport-jit';
import { logQueries } from '../support/databases/query-log';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';

const VIEWER = ['Incident Response: VIEWER'];
const EDITOR = ['Incident Response: EDITOR'];
const NOTE = { kind: 'groupsKept', state: 'absent', problem: 'nothing came at "roles"' };

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness(withSettings({ groupAttribute: ['groups', 'roles'] }));
});
afterEach(() => harness.close());

function withSettings(patch: SettingsPatch): Partial<ProvisioningOptions> {
  return { settings: { justInTime: true, enhancedSync: true, mapping: MAPPING, ...patch } };
}

/** Signs in with these claims beside a name. */
const signIn = (subject: string, attributes: object, options: Parameters<Harness['signIn']>[2] = {}) =>
  harness.signIn(subject, undefined, { ...options, attributes: { given_name: subject, ...attributes } });

const providerStates = () => harness.dataSource.manager.find(entities.ProviderState);

test('the groups of several sources are combined', async () => {
  await signIn('ada', { groups: ['Everyone'], roles: ['Managers'] });
  expect(await harness.grants('ada')).toEqual(EDITOR);
  const user = await harness.dataSource.manager.findOneByOrFail(entities.User, {});
  expect(user).toMatchObject({ groupsState: 'present', identityProviderGroups: ['Everyone', 'Managers'] });
});

describe('a source that is missing beside another one', () => {
  const everyone = { groups: ['Everyone'] };

  test('gives a new user the grants of the other one, with a note', async () => {
    const { outcome, notes } = await signIn('ada', everyone);
    expect([outcome, notes]).toEqual(['created', [NOTE]]);
    expect(await harness.grants('ada')).toEqual(VIEWER);
  });

  test('adds grants and takes none, until the provider has sent it for any user', async () => {
    await signIn('ada', { groups: ['Everyone'], roles: ['Managers'] });
    await harness.dataSource.manager.clear(entities.ProviderState);
    const kept = await signIn('ada', { groups: ['Everyone', 'Administrators'] });
    expect(kept.notes).toEqual([NOTE]);
    expect(kept.changes).toMatchObject([
      { kind: 'owner', action: 'add' },
      { kind: 'membership', team: 'Analytics', action: 'add' },
    ]);
    expect(await harness.grants('ada')).toEqual(['Analytics: TEAM_ADMIN', ...EDITOR, 'owner']);

    await signIn('bo', { groups: [], roles: [] });
    const followed = await signIn('ada', everyone);
    expect(followed.notes).toMatchObject([{ kind: 'lastOwner' }]);
    expect(await harness.grants('ada')).toEqual([...VIEWER, 'owner']);
  });

  test('is not the same at another provider', async () => {
    await signIn('ada', { groups: ['Everyone'], roles: ['Managers'] }, { provider: 'okta' });
    const { notes } = await signIn('bo', everyone, { provider: 'entra' });
    expect(notes).toEqual([NOTE]);
  });

  test.each([
    ['revoke', 'synced', VIEWER],
    ['keep', 'unchanged', EDITOR],
    ['deny', 'denied', EDITOR],
  ] as const)('follows groupsPolicy.absent: %s', async (absent, outcome, grants) => {
    await signIn('ada', { groups: ['Everyone'], roles: ['Managers'] });
    const jit = harness.reconfigured({ groupsPolicy: { absent } });
    expect(await signIn('ada', everyone, { with: jit })).toMatchObject({ outcome });
    expect(await harness.grants('ada')).toEqual(grants);
  });

  test('only reports under report-only', async () => {
    const report = withSettings({ groupAttribute: ['groups', 'roles'], enhancedSync: 'report-only' });
    await signIn('ada', { groups: [], roles: [] });
    await harness.dataSource.manager.clear(entities.ProviderState);
    const { notes, changes } = await signIn('ada', everyone, { with: harness.reconfigured(report) });
    expect(changes).toEqual([]);
    expect(notes).toMatchObject([{ kind: 'reportOnly', changes: [{ action: 'add' }] }, NOTE]);
  });
});

test('of several sources that are all absent, one that was never sent keeps the grants', async () => {
  await signIn('ada', { groups: ['Everyone'], roles: [] });
  await signIn('ada', {});
  expect(await harness.grants('ada')).toEqual([]);

  await signIn('bo', { groups: ['Everyone'] }, { provider: 'entra' });
  await signIn('bo', {}, { provider: 'entra' });
  expect(await harness.grants('bo')).toEqual(VIEWER);
});

test('resolved groups stand for the source with too many, beside the others', async () => {
  const jit = harness.reconfigured({ resolveGroups: () => Promise.resolve(['Everyone']) });
  await signIn('ada', { hasgroups: true, roles: ['Managers'] }, { with: jit });
  expect(await harness.grants('ada')).toEqual(EDITOR);
});

test('an unchanged sign-in with several sources is one statement', async () => {
  const both = { groups: ['Everyone'], roles: ['Managers'] };
  await signIn('ada', both);
  await signIn('bo', both);
  const statements = logQueries(harness.dataSource);
  expect(await signIn('ada', both)).toMatchObject({ outcome: 'unchanged' });
  expect(statements).toHaveLength(1);
});

test('the sources that a provider has sent are written once for all users', async () => {
  const both = { groups: ['Everyone'], roles: ['Managers'] };
  await signIn('ada', both);
  expect(await providerStates()).toMatchObject([
    { provider: 'okta', sentSources: '["groups","roles"]', sessionGeneration: 0 },
  ]);
  const statements = logQueries(harness.dataSource);
  await signIn('bo', both);
  expect(statements.filter(({ sql }) => sql.includes('sentSources') && /INSERT/i.test(sql))).toEqual([]);
});

test('a single source of the tenant leaves no state of the provider', async () => {
  const jit = harness.reconfigured(withSettings({ groupAttribute: '/realm_access/roles' }));
  await signIn('ada', { realm_access: { roles: ['Managers'] } }, { with: jit });
  expect(await harness.grants('ada')).toEqual(EDITOR);
  expect(await providerStates()).toEqual([]);
  await signIn('ada', {}, { with: jit });
  expect(await harness.grants('ada')).toEqual([]);
});

test('ended sessions and sent sources share the state of a provider', async () => {
  await signIn('ada', { groups: [], roles: [] });
  await harness.jit.endSessions({ tenant: 'default', provider: 'okta', actor: 'root', reason: 'test' });
  await signIn('bo', { groups: ['Everyone'] });
  expect(await providerStates()).toMatchObject([{ sentSources: '["groups","roles"]', sessionGeneration: 1 }]);
});

describe('the settings of one provider', () => {
  const providers: SettingsPatch['providers'] = {
    entra: {
      groupAttribute: 'roles',
      groupFormat: { split: ',' },
      attributes: { givenname: 'first', email: [] },
    },
    google: { groupFormat: {} },
  };
  const configure = () =>
    harness.reconfigured(withSettings({ groupAttribute: 'groups', groupFormat: { split: ';' }, providers }));

  test('override those of the tenant', async () => {
    const jit = configure();
    const attributes = { groups: 'Unassigned;Everyone', roles: 'Managers,Unassigned', first: 'Augusta' };
    const { user } = await signIn('ada', attributes, { with: jit, provider: 'entra' });
    expect(user).toMatchObject({ firstName: 'Augusta', email: null });
    expect(await harness.grants('ada')).toEqual(EDITOR);
    await signIn('bo', attributes, { with: jit, provider: 'okta' });
    expect(await harness.grants('bo')).toEqual(VIEWER);
    const joined = await signIn('cy', { groups: 'Managers;Everyone' }, { with: jit, provider: 'google' });
    expect(joined.notes).toMatchObject([
      { kind: 'groupsKept' },
      { kind: 'groupsLookJoined', separator: ';' },
    ]);
  });

  test('count before the attributes of the connection, name by name', async () => {
    const connection = { attributes: { givenname: 'other', surname: 'last' } };
    const attributes = { roles: [], first: 'Augusta', other: 'Ada', last: 'King' };
    const { user } = await signIn('ada', attributes, { with: configure(), provider: 'entra', connection });
    expect(user).toMatchObject({ firstName: 'Augusta', lastName: 'King' });
  });

  test('decide which attribute the provider was ever expected to send', async () => {
    const jit = configure();
    await signIn('ada', { roles: 'Managers' }, { with: jit, provider: 'entra' });
    await signIn('ada', { groups: ['Everyone'] }, { with: jit, provider: 'entra' });
    expect(await harness.grants('ada')).toEqual([]);

    const other = withSettings({ providers: { entra: { groupAttribute: 'memberof' } } });
    await signIn('bo', { memberOf: 'Managers' }, { with: harness.reconfigured(other), provider: 'entra' });
    const { notes } = await signIn('bo', {}, { with: harness.reconfigured(other), provider: 'entra' });
    expect(notes).toMatchObject([{ kind: 'groupsKept', state: 'absent' }]);
  });

  test('named like a property of every object do not apply to other providers', async () => {
    const jit = configure();
    await signIn('ada', { groups: 'Everyone' }, { with: jit, provider: 'constructor' });
    expect(await harness.grants('ada')).toEqual(VIEWER);
  });
});

test('groups that are split are not taken for joined ones', async () => {
  const jit = harness.reconfigured(withSettings({ groupFormat: { split: ';' } }));
  const { notes } = await signIn('ada', { groups: 'Everyone,Managers; Everyone' }, { with: jit });
  expect(notes).toEqual([]);
  expect(await harness.grants('ada')).toEqual(VIEWER);
});

test('a full distinguished name stays mappable', async () => {
  const admins = 'CN=Admins,DC=example';
  const entry = { team_name: 'Analytics', role_name: 'EDITOR' };
  const mapping = {
    mappings: [
      { group_name: admins, ...entry },
      { ...entry, group_name: 'Users', team_name: 'Incident Response' },
    ],
  };
  const jit = harness.reconfigured(withSettings({ groupFormat: { dn: 'cn' }, mapping }));
  await signIn('ada', { groups: [admins, 'CN=Users,DC=example'] }, { with: jit });
  expect(await harness.grants('ada')).toEqual(['Analytics: EDITOR', 'Incident Response: EDITOR']);
});
