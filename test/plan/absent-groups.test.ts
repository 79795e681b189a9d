import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { syncSettings } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const KEPT = { outcome: 'unchanged', changes: [], notes: [{ kind: 'groupsKept', state: 'absent' }] };
const REMOVED = { outcome: 'synced', changes: [{ kind: 'membership', action: 'remove' }], notes: [] };

/** Ada has a membership, and her provider has not sent groups under the name that the settings give now. */
async function withMembership(groupAttribute = 'groups', provider = 'okta') {
  const before = harness.reconfigured({ settings: syncSettings({ groupAttribute: 'before' }) });
  await before.provision(identity('ada', undefined, { attributes: { before: 'Everyone' } }), { provider });
  return harness.reconfigured({ settings: syncSettings({ groupAttribute }) });
}

const ada = () => identity('ada', undefined, { attributes: {} });
const bo = (attributes: object) => identity('bo', undefined, { attributes: { ...attributes } });

test('absent is kept at a provider that never sent the attribute under this name', async () => {
  const jit = await withMembership();
  expect(await jit.provision(ada(), { provider: 'okta' })).toMatchObject(KEPT);
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
});

test.each([
  ['groups', { groups: 'Managers' }],
  ['an empty list of them', { groups: [] }],
])('absent counts as empty once the provider has sent %s for any user', async (_, attributes) => {
  const jit = await withMembership();
  await jit.provision(bo(attributes), { provider: 'okta' });
  expect(await jit.provision(ada(), { provider: 'okta' })).toMatchObject(REMOVED);
  expect(await harness.grants('ada')).toEqual([]);
});

test.each([
  ['too many to send', { _claim_names: { groups: 'src1' } }],
  ['no attribute', {}],
  ['another attribute', { Groups: ['Everyone'] }],
])('absent groups stay as they are while the provider has sent %s', async (_, attributes) => {
  const jit = await withMembership();
  await jit.provision(bo(attributes), { provider: 'okta' });
  expect(await jit.provision(ada(), { provider: 'okta' })).toMatchObject(KEPT);
});

test('groups that another provider sent do not make absent groups empty', async () => {
  const jit = await withMembership();
  await jit.provision(bo({ groups: 'Managers' }), { provider: 'entra' });
  expect(await jit.provision(ada(), { provider: 'okta' })).toMatchObject(KEPT);
});

test('groups that the provider sent in another tenant do not make absent groups empty', async () => {
  const jit = await withMembership();
  await jit.provision(bo({ groups: 'Managers' }), { provider: 'okta', tenant: 'acme' });
  expect(await jit.provision(ada(), { provider: 'okta' })).toMatchObject(KEPT);
});

test('groups that were sent under another spelling of the attribute do not make absent groups empty', async () => {
  const jit = await withMembership('Groups');
  const lower = harness.reconfigured({ settings: syncSettings({ groupAttribute: 'groups' }) });
  await lower.provision(bo({ groups: 'Managers' }), { provider: 'okta' });
  expect(await jit.provision(ada(), { provider: 'okta' })).toMatchObject(KEPT);
});

test('that the provider has sent groups is known after a restart, and after a sign-in without groups', async () => {
  const jit = await withMembership();
  await jit.provision(bo({ groups: 'Managers' }), { provider: 'okta' });
  await harness.reconfigured().provision(bo({}), { provider: 'okta' });
  const restarted = harness.reconfigured({ settings: syncSettings() });
  expect(await restarted.provision(ada(), { provider: 'okta' })).toMatchObject(REMOVED);
});

test.each([
  ['keep', KEPT],
  ['revoke', REMOVED],
  ['deny', { outcome: 'denied', code: 'groups_absent' }],
] as const)(
  'a groupsPolicy of %s for absent groups counts whatever the provider has sent before',
  async (absent, expected) => {
    for (const attributes of [{}, { groups: 'Managers' }]) {
      const jit = await withMembership();
      await jit.provision(bo(attributes), { provider: 'okta' });
      const strict = harness.reconfigured({ groupsPolicy: { absent } });
      expect(await strict.provision(ada(), { provider: 'okta' })).toMatchObject(expected);
    }
  },
);

test.each([
  ['has sent it', true, REMOVED],
  ['never sent it', false, KEPT],
] as const)(
  'an attribute that another instance named a moment ago counts for a provider that %s',
  async (_, hasSent, expected) => {
    const initial = { justInTime: true, enhancedSync: true, mapping: MAPPING };
    const stored = () => harness.reconfigured({ settings: undefined });
    const [here, there] = [stored(), stored()];
    await there.settings.update(initial, { version: 0, actor: 'root' });
    const signIn = (subject: string, attributes: object) =>
      here.provision(identity(subject, undefined, { attributes: { ...attributes } }), { provider: 'okta' });
    await signIn('ada', { groups: 'Everyone' });
    await there.settings.update({ groupAttribute: 'roles' }, { version: 1, actor: 'root' });
    if (hasSent) await there.provision(bo({ roles: 'Managers' }), { provider: 'okta' });
    expect(await signIn('ada', { groups: 'Everyone' })).toMatchObject(expected);
  },
);
