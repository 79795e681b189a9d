import { entities, SettingsConflictError } from 'passport-jit';
import { MAPPING, type Harness } from '../support/harness/harness';
import {
  SYNC_SETTINGS,
  openStoredSettingsHarness,
  INITIAL_SETTINGS,
} from '../support/harness/stored-settings';

let harness: Harness;
beforeEach(async () => {
  harness = await openStoredSettingsHarness();
});
afterEach(() => harness.close());

const by = (version: number, actor = 'ada') => ({ version, actor });
/** A rollback of the version that was read. */
const readBy = (expectedVersion: number, actor = 'ada') => ({ expectedVersion, actor });

test('every version is kept, with its actor, time and changed settings', async () => {
  const { settings } = harness.jit;
  const from = Date.now();
  await settings.update({ justInTime: true }, by(0));
  await settings.update({ mapping: MAPPING, enhancedSync: true }, by(1, 'grace'));
  const [second, first, ...others] = await settings.history();
  expect(others).toEqual([]);
  expect(first).toEqual({
    version: 1,
    actor: 'ada',
    at: expect.any(Date),
    changed: ['justInTime'],
    settings: { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: null },
  });
  expect(second).toMatchObject({
    version: 2,
    actor: 'grace',
    changed: ['enhancedSync', 'mapping'],
    settings: { ...SYNC_SETTINGS, groupAttribute: 'groups' },
  });
  expect(first!.at.getTime()).toBeGreaterThanOrEqual(from);
});

test('a page continues after the previous one, and has at most 100 versions', async () => {
  const { settings } = harness.jit;
  await settings.update({ justInTime: true }, by(0));
  const row = (await harness.dataSource.manager.find(entities.SettingsVersion))[0]!;
  for (let version = 2; version <= 110; version++) {
    await harness.dataSource.manager.insert(entities.SettingsVersion, { ...row, version });
  }
  const versions = async (page?: { before?: number; limit?: number }) =>
    (await settings.history(page)).map(({ version }) => version);
  expect(await versions()).toHaveLength(20);
  expect(await versions({ limit: 3 })).toEqual([110, 109, 108]);
  expect(await versions({ limit: 3, before: 108 })).toEqual([107, 106, 105]);
  expect(await versions({ limit: 1000 })).toHaveLength(100);
  expect(await versions({ before: 1 })).toEqual([]);
  for (const page of [
    { limit: -1 },
    { before: 1.5 },
    { limit: '1' as never },
    'acme' as never,
    null as never,
  ]) {
    await expect(settings.history(page)).rejects.toMatchObject({ code: 'settings_invalid' });
  }
});

test('the history outlives the audit log, and is each tenant’s own', async () => {
  const { settings } = harness.jit;
  await settings.update({ justInTime: true }, by(0));
  await settings.update({ groupAttribute: 'memberOf' }, { ...by(0), tenant: 'acme' });
  await harness.dataSource.manager.clear(entities.AuditEvent);
  expect(await settings.history()).toMatchObject([{ changed: ['justInTime'] }]);
  expect(await settings.history({ tenant: 'acme' })).toMatchObject([{ changed: ['groupAttribute'] }]);
  expect(await settings.history({ tenant: 'globex' })).toEqual([]);
});

test('a conflict error contains the versions that were saved in the meantime', async () => {
  const { settings } = harness.jit;
  await settings.update({ justInTime: true }, by(0));
  await settings.update({ groupAttribute: 'memberOf' }, by(1, 'grace'));
  await settings.update({ groupAttribute: 'groups' }, by(2, 'edsger'));
  const conflict: unknown = await settings
    .update({ justInTime: false }, by(1))
    .catch((error: unknown) => error);
  expect(conflict).toBeInstanceOf(SettingsConflictError);
  expect(conflict).toMatchObject({
    currentVersion: 3,
    changes: [
      { version: 3, actor: 'edsger', changed: ['groupAttribute'] },
      { version: 2, actor: 'grace', changed: ['groupAttribute'], settings: { groupAttribute: 'memberOf' } },
    ],
  });
});

test('of two changes at the same moment, the second gets a conflict with the version of the first', async () => {
  const changes = await Promise.allSettled(
    ['ada', 'grace'].map((actor) =>
      harness.reconfigured().settings.update({ justInTime: true }, by(0, actor)),
    ),
  );
  expect(changes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(changes.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { currentVersion: 1, changes: [{ version: 1 }] },
  });
});

describe('a rollback', () => {
  test('makes an older version the newest one, and emits the event', async () => {
    const { jit } = harness;
    await jit.settings.update(SYNC_SETTINGS, by(0));
    await jit.settings.update({ groupAttribute: 'memberOf', mapping: null, enhancedSync: false }, by(1));
    const emitted = new Promise((resolve) => jit.on('settings', resolve));
    const settings = await jit.settings.rollback({ version: 1, ...readBy(2, 'grace') });
    expect(settings).toMatchObject({ ...SYNC_SETTINGS, groupAttribute: 'groups', version: 3 });
    expect(await jit.settings.get()).toEqual(settings);
    expect(await emitted).toMatchObject({ actor: 'grace', settings: { version: 3 } });
    expect((await jit.settings.history())[0]).toMatchObject({ version: 3, actor: 'grace' });
    const event = (await harness.audit('settings')).find(({ actor }) => actor === 'grace');
    expect(event).toMatchObject({ details: { version: 3, rolledBackTo: 1, before: { version: 2 } } });
  });

  test('to 0 restores the state before the first change', async () => {
    await harness.jit.settings.update(SYNC_SETTINGS, by(0));
    expect(await harness.jit.settings.rollback({ version: 0, ...readBy(1) })).toMatchObject({
      ...INITIAL_SETTINGS,
      version: 2,
    });
  });

  test('is possible after a team of that version was deleted', async () => {
    await harness.jit.settings.update(SYNC_SETTINGS, by(0));
    await harness.jit.settings.update({ enhancedSync: false }, by(1));
    await harness.dataSource.manager.delete(entities.Team, { name: 'Analytics' });
    expect(await harness.jit.settings.rollback({ version: 1, ...readBy(2) })).toMatchObject(SYNC_SETTINGS);
  });

  test('is refused for a role that the app does not declare any more', async () => {
    await harness.jit.settings.update({ ...SYNC_SETTINGS, enhancedSync: false }, by(0));
    await harness.jit.settings.update({ mapping: null }, by(1));
    const { settings } = harness.reconfigured({ roles: ['EDITOR', 'VIEWER'] });
    await expect(settings.rollback({ version: 1, ...readBy(2) })).rejects.toMatchObject({
      code: 'mapping_invalid',
    });
  });

  test('is refused to a missing version, and from a stale one', async () => {
    const { settings } = harness.jit;
    await settings.update(SYNC_SETTINGS, by(0));
    await expect(settings.rollback({ version: 2, ...readBy(1) })).rejects.toMatchObject({
      code: 'settings_version_not_found',
      status: 404,
    });
    await expect(settings.rollback({ version: 0, ...readBy(0) })).rejects.toMatchObject({
      code: 'settings_conflict',
    });
    for (const version of [undefined, -1, 0.5, '0']) {
      await expect(settings.rollback({ version: version as never, ...readBy(1) })).rejects.toMatchObject({
        code: 'settings_invalid',
        faults: [{ path: 'version' }],
      });
    }
    await expect(settings.rollback({ version: 0, actor: 'ada' } as never)).rejects.toMatchObject({
      code: 'settings_invalid',
      faults: [{ path: 'expectedVersion' }],
    });
    const fixed = harness.reconfigured({ settings: SYNC_SETTINGS });
    await expect(fixed.settings.rollback({ version: 0, ...readBy(1) })).rejects.toMatchObject({
      code: 'settings_fixed',
    });
    expect(await fixed.settings.history()).toEqual([]);
  });
});

test.each([undefined, '', 7, 'x'.repeat(321)])(
  'a change without a valid actor is refused: %p',
  async (actor) => {
    const change = harness.jit.settings.update(SYNC_SETTINGS, { version: 0, actor: actor as never });
    await expect(change).rejects.toMatchObject({ code: 'settings_invalid', faults: [{ path: 'actor' }] });
  },
);

test('versions start again after an app deleted the settings', async () => {
  const { settings } = harness.jit;
  await settings.update({ justInTime: true }, by(0));
  await harness.dataSource.manager.clear(entities.Settings);
  await settings.update({ groupAttribute: 'memberOf' }, by(0, 'grace'));
  expect(await settings.history()).toMatchObject([{ version: 1, actor: 'grace' }]);
});
