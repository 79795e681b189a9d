import { randomUUID } from 'node:crypto';
import { entities, type RehearsalItem } from 'passport-jit';
import { unguarded } from '../support/databases/unguarded';
import { openHarness, SETTINGS, type Harness } from '../support/harness/harness';

const ACTOR = 'root@example.com';
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const START = { provider: 'entra', match: 'email', actor: ACTOR } as const;
const CONNECTION = { provider: 'entra', connection: { emailDomains: ['example.com'] } };

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

/** A user with a manual membership, who has no identity yet. */
async function addUser(name: string, columns: object = {}): Promise<string> {
  const { dataSource } = harness;
  const team = await dataSource.manager.findOneByOrFail(entities.Team, { name: 'Analytics' });
  const id = randomUUID();
  const user = dataSource.manager.create(entities.User, {
    id,
    tenant: 'default',
    email: `${name}@example.com`,
    ...columns,
  });
  user.updateEmailKey();
  await unguarded(dataSource).insert(entities.User, user);
  const membership = { userId: id, teamId: team.id, role: 'TEAM_ADMIN' };
  await unguarded(dataSource).insert(entities.Membership, membership);
  return id;
}

const start = (more: object = {}) => harness.jit.adoption.start({ ...START, until: inDays(30), ...more });
const signIn = (subject: string, groups: string[], more: object = {}) =>
  harness.signIn(subject, groups, { ...CONNECTION, ...more });

test('a first sign-in is linked to the user with its address, and synced in the same transaction', async () => {
  const id = await addUser('ada');
  expect(await signIn('ada', ['Managers'])).toMatchObject({ code: 'email_conflict' });
  await start();
  const outcome = await signIn('ada', ['Managers']);
  expect(outcome).toMatchObject({ outcome: 'linked', user: { id, emailVerified: true } });
  expect(outcome.user!.memberships).toMatchObject([{ role: 'EDITOR', team: { name: 'Incident Response' } }]);
  expect(await signIn('ada', ['Managers'])).toMatchObject({ outcome: 'unchanged', user: { id } });
  expect(await harness.audit('linked')).toMatchObject([
    { provider: 'entra', user: id, details: { adopted: true, subject: 'ada' } },
  ]);
  expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
});

test('without sync the grants of a linked user stay', async () => {
  const id = await addUser('ada');
  await start();
  const jit = harness.reconfigured({ settings: { ...SETTINGS, enhancedSync: false } });
  const outcome = await signIn('ada', ['Managers'], { with: jit });
  expect(outcome).toMatchObject({ outcome: 'linked', user: { id, memberships: [{ role: 'TEAM_ADMIN' }] } });
});

test.each<[string, () => Promise<unknown>, object]>([
  ['the domain is not one of the provider', () => addUser('ada'), { connection: {}, emailVerified: true }],
  ['the user is an owner', () => addUser('ada', { tenantOwner: true, ownerSource: 'manual' }), {}],
  ['the adoption is of another provider', () => addUser('ada'), { provider: 'okta' }],
])('nothing is linked if %s', async (_why, prepare, more) => {
  await prepare();
  await start();
  expect(await signIn('ada', ['Managers'], more)).toMatchObject({ code: 'email_conflict' });
  expect(await harness.dataSource.manager.count(entities.Identity)).toBe(0);
  expect(await harness.dataSource.manager.count(entities.Membership)).toBe(1);
});

test('an owner is linked with includeOwners, and the last one stays an owner', async () => {
  const id = await addUser('ada', { tenantOwner: true, ownerSource: 'manual' });
  await start({ includeOwners: true });
  expect(await signIn('ada', [])).toMatchObject({ outcome: 'linked', user: { id, tenantOwner: true } });
});

test('an inactive user is refused, and not linked', async () => {
  await addUser('ada', { active: false });
  await start();
  expect(await signIn('ada', ['Managers'])).toMatchObject({ outcome: 'denied' });
  expect(await harness.dataSource.manager.count(entities.Identity)).toBe(0);
});

test('a second identity with the same address is refused', async () => {
  await addUser('ada');
  await start();
  await signIn('ada', ['Managers']);
  const impostor = await signIn('impostor', ['Managers'], { email: 'ada@example.com' });
  expect(impostor).toMatchObject({ code: 'email_conflict' });
});

test('of several first sign-ins with one address at the same moment, one is linked', async () => {
  const id = await addUser('ada');
  await start();
  const outcomes = await Promise.all(
    ['one', 'two', 'three'].map((subject) => signIn(subject, ['Managers'], { email: 'ada@example.com' })),
  );
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['denied', 'denied', 'linked']);
  expect(await harness.dataSource.manager.findBy(entities.Identity, { userId: id })).toHaveLength(1);
});

test('a change of provider links only users of the old one, and ends its identities', async () => {
  const { jit } = harness;
  const ada = (await harness.signIn('ada', ['Everyone'])).user!.id;
  await addUser('bo');
  await start({ from: 'okta' });
  expect(await signIn('bo-2', ['Everyone'], { email: 'bo@example.com' })).toMatchObject({
    code: 'email_conflict',
  });
  expect(await jit.adoption.status({ provider: 'entra' })).toMatchObject({
    linked: 0,
    remaining: 1,
    isOpen: true,
  });
  expect(await signIn('ada-2', ['Everyone'], { email: 'ada@example.com' })).toMatchObject({
    outcome: 'linked',
    user: { id: ada },
  });
  expect(await jit.adoption.stop({ provider: 'entra', unlinkFrom: true, actor: ACTOR })).toMatchObject({
    linked: 1,
    remaining: 0,
    isOpen: false,
  });
  expect(await jit.identities.list(ada)).toMatchObject([{ provider: 'entra', subject: 'ada-2' }]);
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ code: 'email_conflict' });
  expect(await harness.audit('adoptionStopped')).toMatchObject([
    { provider: 'entra', actor: ACTOR, details: { from: 'okta', unlinkFrom: true, unlinked: 1 } },
  ]);
});

test('an adoption that is stopped or over links no user', async () => {
  const { jit, dataSource } = harness;
  await addUser('ada');
  expect(await jit.adoption.status({ provider: 'entra' })).toBeUndefined();
  expect(await jit.adoption.stop({ provider: 'entra', actor: ACTOR })).toBeUndefined();
  await start();
  await expect(start()).rejects.toMatchObject({ code: 'adoption_open', status: 409 });
  await jit.adoption.stop({ provider: 'entra', actor: ACTOR });
  expect(await signIn('ada', ['Managers'])).toMatchObject({ code: 'email_conflict' });
  await start();
  await dataSource.manager.update(entities.Adoption, { provider: 'entra' }, { until: new Date() });
  expect(await signIn('ada', ['Managers'])).toMatchObject({ code: 'email_conflict' });
  expect(await harness.audit('adoptionStarted')).toMatchObject([
    { actor: ACTOR, details: { from: null, match: 'email', includeOwners: false } },
    {},
  ]);
});

test.each<[string, object, string[]]>([
  [
    'nothing that it needs',
    { provider: '', match: 'phone', until: 'soon', actor: '' },
    ['provider', 'match', 'until', 'actor'],
  ],
  ['more than 90 days', { until: inDays(91) }, ['until']],
  ['a time in the past', { until: inDays(-1) }, ['until']],
  ['the same provider twice', { from: 'entra' }, ['from']],
  ['a misspelled option', { includeOwner: true }, ['includeOwner']],
])('start refuses %s', async (_what, change, paths) => {
  const error = await start(change).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'options_invalid' });
  expect((error as { faults: { path: string }[] }).faults.map(({ path }) => path).sort()).toEqual(
    paths.sort(),
  );
});

test('a rehearsal says what would become of each identity and each user, and writes nothing', async () => {
  const { jit, dataSource } = harness;
  for (const name of ['ada', 'bo', 'cy', 'di']) await addUser(name);
  await addUser('eve', { tenantOwner: true, ownerSource: 'manual' });
  await addUser('fay', { active: false });
  await addUser('gus', { email: 'gus@other.example' });
  await jit.identities.link({
    userId: (await dataSource.manager.findOneByOrFail(entities.User, { email: 'di@example.com' })).id,
    ...{ provider: 'entra', subject: 'di-2', issuer: 'https://entra.example.com', actor: ACTOR },
  });
  const identities = [
    { subject: '1', email: 'ADA@example.com' },
    { subject: '2', email: 'ada@example.com' },
    { subject: '3', email: 'new@example.com' },
    { subject: '4', email: 'eve@example.com' },
    { subject: '5', email: 'fay@example.com' },
    { subject: 'di-2', email: 'di@example.com' },
    { subject: '6', email: 'gus@other.example' },
    { subject: '7' },
  ];
  const rules = { provider: 'entra', match: 'email', emailDomains: ['example.com'] } as const;
  const before = await dataSource.manager.find(entities.AuditEvent);
  const items: RehearsalItem[] = [];
  for await (const item of jit.adoption.rehearse({ ...rules, identities })) items.push(item);
  expect(items.slice(0, identities.length).map(({ result, reason }) => [result, reason])).toEqual([
    ['linked', undefined],
    ['duplicate', undefined],
    ['unmatched', undefined],
    ['refused', 'owner'],
    ['refused', 'inactive'],
    ['alreadyLinked', undefined],
    ['refused', 'otherDomain'],
    ['unmatched', 'noAddress'],
  ]);
  const leftOver = items.slice(identities.length);
  expect(leftOver.map(({ result, email }) => [result, email]).sort()).toEqual([
    ['leftOver', 'bo@example.com'],
    ['leftOver', 'cy@example.com'],
  ]);
  expect(await dataSource.manager.find(entities.AuditEvent)).toEqual(before);
});

test('a rehearsal of 2,500 users finds each of them, and 75 ambiguous addresses', async () => {
  const { dataSource, jit } = harness;
  const users = Array.from({ length: 2500 }, (_, i) => ({
    tenant: 'default',
    email: `user${i}@example.com`,
  }));
  for (let i = 0; i < users.length; i += 500) {
    const rows = users.slice(i, i + 500).map((user) => dataSource.manager.create(entities.User, user));
    await dataSource.manager.insert(entities.User, rows);
  }
  function* identities() {
    for (const [i, { email }] of users.entries()) {
      yield { subject: `s${i}`, email };
      if (i % 33 === 0) yield { subject: `duplicate${i}`, email };
    }
  }
  const counts = new Map<string, number>();
  const options = { provider: 'entra', match: 'email', emailDomains: ['example.com'] } as const;
  for await (const { result } of jit.adoption.rehearse({ ...options, identities: identities() }))
    counts.set(result, (counts.get(result) ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({ linked: 2500, duplicate: 76 });
});
