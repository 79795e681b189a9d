import { entities, InvalidInputError, SettingsConflictError } from 'passport-jit';
import { MAPPING, type Harness } from '../support/harness/harness';
import {
  expectNothingStored,
  SYNC_SETTINGS,
  openStoredSettingsHarness,
  INITIAL_SETTINGS,
} from '../support/harness/stored-settings';
import { breakTable } from '../support/databases/break-table';

let harness: Harness;
beforeEach(async () => {
  harness = await openStoredSettingsHarness();
});
afterEach(() => harness.close());

const by = (version: number) => ({ version, actor: 'ada' });

test('just-in-time is off before the first change of the settings', async () => {
  expect(await harness.jit.settings.get()).toEqual({ ...INITIAL_SETTINGS, tenant: 'default' });
  expect(await harness.signIn('ada', ['Administrators'])).toMatchObject({ code: 'not_provisioned' });
});

test('a change counts from the next sign-in on, also at the other instances of the app', async () => {
  const other = harness.reconfigured();
  await harness.jit.settings.update({ justInTime: true, mapping: MAPPING }, by(0));
  expect(await harness.signIn('ada', ['Managers'])).toMatchObject({ outcome: 'created' });
  await other.settings.update({ enhancedSync: true }, by(1));
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'synced' });
  const mapping = { mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' }] };
  await other.settings.update({ mapping }, by(2));
  const { user } = await harness.signIn('ada', ['Everyone']);
  expect(await harness.grants('ada')).toEqual(['Analytics: VIEWER']);
  expect(user?.memberships[0]).toMatchObject({ mappingVersion: 3 });
});

test('settings that a change omits keep their values', async () => {
  const { settings } = harness.jit;
  await settings.update(SYNC_SETTINGS, by(0));
  await settings.update({ groupAttribute: 'memberOf' }, by(1));
  const after = await settings.get();
  expect(after).toMatchObject({
    ...SYNC_SETTINGS,
    groupAttribute: 'memberOf',
    version: 2,
    tenant: 'default',
  });
  expect(await settings.update({ enhancedSync: 'report-only' }, by(2))).toEqual({
    ...after,
    enhancedSync: 'report-only',
    version: 3,
  });
});

test('tenants have settings of their own', async () => {
  const { settings } = harness.jit;
  await settings.update({ justInTime: true }, { ...by(0), tenant: 'acme' });
  expect(await settings.get()).toMatchObject(INITIAL_SETTINGS);
  expect(await settings.get('acme')).toMatchObject({ tenant: 'acme', version: 1, justInTime: true });
});

test('a change is in the audit log, with its actor and the previous values', async () => {
  await harness.jit.settings.update(SYNC_SETTINGS, by(0));
  const [event, ...others] = await harness.audit();
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    type: 'settings',
    tenant: 'default',
    actor: 'ada',
    details: { version: 1, before: INITIAL_SETTINGS, after: { ...SYNC_SETTINGS, version: 1 } },
  });
});

test('a change of an older version than the current one is refused', async () => {
  const { settings } = harness.jit;
  await settings.update(SYNC_SETTINGS, by(0));
  for (const version of [0, 2]) {
    const change = settings.update({ justInTime: false }, by(version));
    await expect(change).rejects.toBeInstanceOf(SettingsConflictError);
    await expect(change).rejects.toMatchObject({
      code: 'settings_conflict',
      status: 409,
      expectedVersion: version,
      currentVersion: 1,
    });
  }
  expect(await settings.get()).toMatchObject({ ...SYNC_SETTINGS, version: 1 });
  expect(await harness.audit('settings')).toHaveLength(1);
});

test.each([0, 1])('of several changes of version %i at the same moment one is made', async (version) => {
  if (version === 1) await harness.jit.settings.update({ justInTime: true }, by(0));
  const instances = [harness.jit, harness.reconfigured(), harness.reconfigured()];
  const changes = await Promise.allSettled(
    instances.map(({ settings }, i) => settings.update({ groupAttribute: `attribute ${i}` }, by(version))),
  );
  const made = changes.findIndex(({ status }) => status === 'fulfilled');
  const refused = changes.filter(({ status }) => status === 'rejected');
  expect(refused).toEqual(
    Array(2).fill({
      status: 'rejected',
      reason: expect.objectContaining({ code: 'settings_conflict' }) as Error,
    }),
  );
  for (const { settings } of instances) {
    expect(await settings.get()).toMatchObject({ groupAttribute: `attribute ${made}`, version: version + 1 });
  }
  expect(await harness.audit('settings')).toHaveLength(version + 1);
});

test.each([
  ['an unknown setting', { justintime: true }, 'justintime'],
  ['no boolean', { justInTime: 'true' }, 'justInTime'],
  ['no mode of sync', { enhancedSync: 'on' }, 'enhancedSync'],
  ['no name', { groupAttribute: '' }, 'groupAttribute'],
  ['sync without a mapping', { justInTime: true, enhancedSync: true }, 'mapping'],
  ['sync whose mapping goes', { justInTime: true, enhancedSync: 'report-only', mapping: null }, 'mapping'],
  ['nothing', null, ''],
  ['a list', [], ''],
])('%s is a fault, and nothing is stored', async (_, patch, path) => {
  const change = harness.jit.settings.update(patch as never, by(0));
  await expect(change).rejects.toBeInstanceOf(InvalidInputError);
  await expect(change).rejects.toMatchObject({
    code: 'settings_invalid',
    faults: [expect.objectContaining({ path })],
  });
  await expectNothingStored(harness, harness.jit);
});

test.each([undefined, {}, { version: '0', actor: 'ada' }, { version: NaN }])(
  'without a version nothing is changed: %j',
  async (options) => {
    await expect(harness.jit.settings.update(SYNC_SETTINGS, options as never)).rejects.toMatchObject({
      code: 'settings_invalid',
      faults: expect.arrayContaining([expect.objectContaining({ path: 'version' })]) as object[],
    });
    await expectNothingStored(harness, harness.jit);
  },
);

test('a change is rolled back if its audit event cannot be written', async () => {
  await breakTable(harness.dataSource, 'jit_audit_events');
  await expect(harness.jit.settings.update(SYNC_SETTINGS, by(0))).rejects.toThrow('disk full');
  await expectNothingStored(harness, harness.jit);
  expect(await harness.dataSource.manager.count(entities.Settings)).toBe(0);
});
