import { entities, type SettingsPatch } from 'passport-jit';
import { MAPPING, type Harness } from '../support/harness/harness';
import {
  INITIAL_SETTINGS,
  openStoredSettingsHarness,
  SYNC_SETTINGS,
} from '../support/harness/stored-settings';

let harness: Harness;
beforeEach(async () => {
  harness = await openStoredSettingsHarness();
});
afterEach(() => harness.close());

const by = (version: number) => ({ version, actor: 'ada' });
const SOURCES = {
  groupAttribute: ['groups', '/realm_access/roles'],
  groupFormat: { json: true, split: ';', dn: 'cn' },
  providers: { entra: { groupAttribute: 'roles', groupFormat: {}, attributes: { givenname: ['a', 'b'] } } },
} satisfies SettingsPatch;

test('sources, format and providers are stored, on every instance', async () => {
  const saved = await harness.jit.settings.update(SOURCES, by(0));
  expect(saved).toEqual({ ...INITIAL_SETTINGS, ...SOURCES, version: 1, tenant: 'default' });
  expect(await harness.reconfigured().settings.get()).toEqual(saved);
  const row = await harness.dataSource.manager.findOneByOrFail(entities.Settings, {});
  expect(row).toMatchObject({ groupAttribute: 'groups', groupSources: SOURCES });
});

test('a sign-in of an instance that has cached nothing goes by them', async () => {
  await harness.jit.settings.update({ ...SYNC_SETTINGS, ...SOURCES }, by(0));
  const attributes = { realm_access: { roles: '["CN=Managers,DC=x;Phishing"]' }, groups: '' };
  for (const subject of ['ada', 'bo'])
    await harness.signIn(subject, undefined, { with: harness.reconfigured(), attributes });
  const grants = ['Incident Response: EDITOR', 'Incident Response/Phishing: EDITOR'];
  expect((await harness.grants('ada')).sort()).toEqual(grants.sort());
  expect(await harness.grants('bo')).toEqual(await harness.grants('ada'));
});

test('a sign-in of an instance whose cache is older goes by the new ones', async () => {
  const { jit } = harness;
  await jit.settings.update(SYNC_SETTINGS, by(0));
  await harness.signIn('ada', ['Everyone']);
  await harness.reconfigured().settings.update({ groupAttribute: ['groups', 'roles'] }, by(1));
  const attributes = { groups: ['Everyone'], roles: ['Managers'] };
  await harness.signIn('ada', undefined, { with: jit, attributes });
  expect(await harness.grants('ada')).toEqual(['Incident Response: EDITOR']);
});

test('empty objects take them away, and the settings are as before they existed', async () => {
  const { settings } = harness.jit;
  await settings.update(SOURCES, by(0));
  const patch = { groupAttribute: 'groups', groupFormat: {}, providers: {} };
  expect(await settings.update(patch, by(1))).toEqual({ ...INITIAL_SETTINGS, version: 2, tenant: 'default' });
  const row = await harness.dataSource.manager.findOneByOrFail(entities.Settings, {});
  expect(row.groupSources).toBeNull();
});

test('a rollback takes them away as well, and the history says so', async () => {
  const { settings } = harness.jit;
  await settings.update({ justInTime: true }, by(0));
  await settings.update(SOURCES, by(1));
  await settings.rollback({ version: 1, expectedVersion: 2, actor: 'ada' });
  expect(await settings.get()).toEqual({
    ...INITIAL_SETTINGS,
    justInTime: true,
    version: 3,
    tenant: 'default',
  });
  const changed = ['groupAttribute', 'groupFormat', 'providers'];
  expect(await settings.history()).toMatchObject([{ changed }, { changed, settings: SOURCES }, {}]);
  await settings.rollback({ version: 2, expectedVersion: 3, actor: 'ada' });
  expect(await settings.get()).toMatchObject(SOURCES);
});

test('the object of the app can change later without effect', async () => {
  const groupAttribute = ['groups'];
  const providers = { entra: { groupAttribute: 'roles' } };
  const jit = harness.reconfigured({ settings: { ...SYNC_SETTINGS, groupAttribute, providers } });
  groupAttribute.push('roles');
  providers.entra.groupAttribute = 'other';
  expect(await jit.settings.get()).toMatchObject({
    groupAttribute: ['groups'],
    providers: { entra: { groupAttribute: 'roles' } },
  });
});

test.each<[what: string, patch: object, ...faults: [path: string, code: string][]]>([
  ['no name', { groupAttribute: '' }, ['groupAttribute', 'empty']],
  ['a number', { groupAttribute: 7 }, ['groupAttribute', 'invalid_type']],
  ['null', { groupAttribute: null }, ['groupAttribute', 'invalid_type']],
  ['no sources', { groupAttribute: [] }, ['groupAttribute', 'empty']],
  ['too many', { groupAttribute: Array.from({ length: 11 }, String) }, ['groupAttribute', 'too_many']],
  [
    'sources of several kinds',
    { groupAttribute: ['a', '', 7, 'a', '/~2', 'x'.repeat(256)] },
    ['groupAttribute[1]', 'empty'],
    ['groupAttribute[2]', 'invalid_type'],
    ['groupAttribute[3]', 'duplicate'],
    ['groupAttribute[4]', 'invalid_syntax'],
    ['groupAttribute[5]', 'too_long'],
  ],
  [
    'a format',
    { groupFormat: { json: 'yes', split: '', dn: 'ou', spit: ';' } },
    ['groupFormat.spit', 'unknown_key'],
    ['groupFormat.json', 'invalid_type'],
    ['groupFormat.split', 'invalid_value'],
    ['groupFormat.dn', 'invalid_value'],
  ],
  ['a long separator', { groupFormat: { split: 'x'.repeat(11) } }, ['groupFormat.split', 'invalid_value']],
  ['a format of text', { groupFormat: ';' }, ['groupFormat', 'invalid_type']],
  ['a list of providers', { providers: [] }, ['providers', 'invalid_type']],
  [
    'providers',
    {
      providers: {
        '': {},
        entra: { groupAttribute: '/~', groupFormat: { split: 1 }, attributes: { mail: 'x' } },
        okta: null,
      },
    },
    ['providers.', 'empty'],
    ['providers.entra.groupAttribute', 'invalid_syntax'],
    ['providers.entra.groupFormat.split', 'invalid_value'],
    ['providers.entra.attributes.mail', 'unknown_key'],
    ['providers.okta', 'invalid_type'],
  ],
  [
    'too many providers',
    { providers: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [i, {}])) },
    ['providers', 'too_many'],
  ],
  [
    'large providers',
    {
      providers: Object.fromEntries(
        Array.from({ length: 90 }, (_, i) => [i, { attributes: { email: 'x'.repeat(1000) } }]),
      ),
    },
    ['providers', 'too_long'],
  ],
  [
    'faults in several settings, all at once',
    { justInTime: 1, groupAttribute: [], groupFormat: null, providers: null },
    ['justInTime', 'invalid_value'],
    ['groupAttribute', 'empty'],
    ['groupFormat', 'invalid_type'],
    ['providers', 'invalid_type'],
  ],
])('settings with %s are refused', async (_, patch, ...faults) => {
  const error: unknown = await harness.jit.settings.update(patch, by(0)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'settings_invalid' });
  const found = (error as { faults: { path: string; code: string }[] }).faults;
  expect(found.map(({ path, code }) => [path, code]).sort()).toEqual(faults.sort());
});

test('a pointer in an older mapping is checked as in the settings', async () => {
  const mapping = { ...MAPPING, group_attribute_name: '/realm_access/roles' };
  expect(await harness.jit.settings.update({ mapping }, by(0))).toMatchObject({
    groupAttribute: '/realm_access/roles',
  });
  const wrong = { ...MAPPING, group_attribute_name: '/~' };
  await expect(harness.jit.settings.update({ mapping: wrong }, by(1))).rejects.toMatchObject({
    faults: [{ path: 'mapping.group_attribute_name', code: 'invalid_syntax' }],
  });
});

test('the audit event of the largest settings has at most 8 kB', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `${i}${'🚒'.repeat(250)}`);
  const providers = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [i, { groupAttribute: names }]));
  await harness.jit.settings.update({ groupAttribute: names, providers }, by(0));
  await harness.jit.settings.update({ groupAttribute: [...names].reverse() }, by(1));
  const events = await harness.audit('settings');
  expect(events).toHaveLength(2);
  for (const { details } of events)
    expect(Buffer.byteLength(JSON.stringify(details))).toBeLessThanOrEqual(8000);
});
