import { openHarness, type Harness } from '../support/harness/harness';
import { SYNC_SETTINGS } from '../support/harness/stored-settings';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ settings: SYNC_SETTINGS });
});
afterAll(() => harness.close());

test('settings from code are read like others, for every tenant', async () => {
  for (const tenant of ['default', 'acme']) {
    expect(await harness.jit.settings.get(tenant)).toEqual({
      ...SYNC_SETTINGS,
      tenant,
      groupAttribute: 'groups',
      version: 1,
      fixed: true,
    });
  }
});

test('changing them is refused, whatever the change', async () => {
  for (const patch of [{ justInTime: false }, {}, { mapping: 7 }]) {
    await expect(
      harness.jit.settings.update(patch as never, { version: 1, actor: 'ada' }),
    ).rejects.toMatchObject({ code: 'settings_fixed', status: 409 });
  }
  expect(await harness.jit.settings.get()).toMatchObject(SYNC_SETTINGS);
  expect(await harness.audit()).toEqual([]);
});

test('settings in the database are not read', async () => {
  await harness
    .reconfigured({ settings: undefined })
    .settings.update({ justInTime: false }, { version: 0, actor: 'ada' });
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'created' });
});

test.each([
  [{ justIntime: true }, /justIntime: is not a known setting; did you mean "justInTime"\?/],
  [{ enhancedSync: true }, /mapping: is missing/],
  [null, /must be an object/],
])('wrong ones throw at start: %j', (settings, message) => {
  expect(() => harness.reconfigured({ settings: settings as never })).toThrow(message);
});
