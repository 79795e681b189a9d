import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { grantManually, syncSettings, loadUser } from '../support/harness/grants';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const OWNER = ['Administrators'];

test('the last owner keeps the status and is admitted, with a note', async () => {
  const { user } = await harness.signIn('root', OWNER);
  const outcome = await harness.signIn('root', ['Everyone']);
  expect(outcome).toMatchObject({
    outcome: 'synced',
    notes: [{ kind: 'lastOwner' }],
    user: { tenantOwner: true },
  });
  // Only the status is kept; it is the teams that the groups decide about.
  expect(await harness.grants('root')).toEqual(['Incident Response: VIEWER', 'owner']);
  expect(await harness.audit('skipped')).toMatchObject([
    { user: user!.id, details: { notes: [{ kind: 'lastOwner' }] } },
  ]);
  expect(await harness.signIn('root', ['Everyone'])).toMatchObject({
    outcome: 'unchanged',
    notes: [{ kind: 'lastOwner' }],
  });
});

test("the source of the last owner's status stays known", async () => {
  const { user } = await harness.signIn('root', OWNER);
  await harness.signIn('root', []);
  expect(await harness.jit.explain(user!.id)).toMatchObject([
    { kind: 'owner', source: 'mapping', provider: 'okta', group: 'Administrators', entry: 0 },
  ]);
});

test('the first of two owners without a mapped group loses the status, and the second keeps it', async () => {
  await harness.signIn('root', OWNER);
  await harness.signIn('ada', OWNER);
  expect(await harness.signIn('root', [])).toMatchObject({ user: { tenantOwner: false }, notes: [] });
  expect(await harness.signIn('ada', [])).toMatchObject({
    user: { tenantOwner: true },
    notes: [{ kind: 'lastOwner' }],
  });
});

test('of owners who sign in at the same moment without a mapped group, one keeps the status', async () => {
  const people = ['a', 'b', 'c', 'd', 'e'];
  for (const each of people) await harness.signIn(each, OWNER);
  const outcomes = await Promise.all(people.map((each) => harness.signIn(each, ['Everyone'])));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(5).fill('synced'));
  expect(await harness.dataSource.manager.countBy(entities.User, { tenantOwner: true })).toBe(1);
  expect(outcomes.filter(({ notes }) => notes.length > 0)).toHaveLength(1);
});

test.each([
  ['deactivated', { active: false }],
  ['invited and never came', { invited: true }],
  ['of another tenant', { tenant: 'acme' }],
])('an owner who is %s is no other owner', async (_, columns) => {
  const { dataSource } = harness;
  await harness.signIn('root', OWNER);
  const { id } = await harness.signIn('ada', []).then(() => loadUser(dataSource, 'ada'));
  await grantManually(dataSource, id, 'owner');
  await dataSource
    .createQueryBuilder()
    .update(entities.User)
    .set(columns)
    .where({ id })
    .callListeners(false)
    .execute();
  expect(await harness.signIn('root', [])).toMatchObject({
    user: { tenantOwner: true },
    notes: [{ kind: 'lastOwner' }],
  });
});

test('a manual owner counts like any other, and loses the status like any other', async () => {
  await harness.signIn('root', OWNER);
  const { user } = await harness.signIn('ada', ['Everyone']);
  await grantManually(harness.dataSource, user!.id, 'owner');
  expect(await harness.signIn('root', [])).toMatchObject({ user: { tenantOwner: false } });
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ user: { tenantOwner: true } });
  await harness.signIn('root', OWNER);
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ user: { tenantOwner: false } });
});

test('a mapping without tenant_owners_groups changes no owner', async () => {
  await harness.signIn('root', OWNER);
  const mapping = { mappings: [{ group_name: 'a', team_name: 'Analytics', role_name: 'VIEWER' }] };
  const jit = harness.reconfigured({ settings: syncSettings({ mapping }) });
  const outcome = await harness.signIn('root', [], { with: jit });
  expect(outcome).toMatchObject({ user: { tenantOwner: true }, notes: [] });
});

test('the last owner is admitted even if users without a mapped group are refused', async () => {
  await harness.signIn('root', OWNER);
  const jit = harness.reconfigured({ unmatched: 'deny' });
  for (let i = 0; i < 2; i++) {
    const outcome = await harness.signIn('root', ['Unheard-of'], { with: jit });
    expect(outcome.outcome).not.toBe('denied');
    expect(outcome).toMatchObject({ user: { tenantOwner: true }, notes: [{ kind: 'lastOwner' }] });
  }
});
