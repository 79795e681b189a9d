import { entities, type EventName } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';

const ACTOR = 'hr@example.com';
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

let harness: Harness;
let userId: string;
let ownerId: string;
beforeEach(async () => {
  harness = await openHarness();
  ownerId = (await harness.signIn('root', ['Administrators'])).user!.id;
  userId = (await harness.signIn('ada', ['Everyone'])).user!.id;
});
afterEach(() => harness.close());

/** The events of the calls that change something. */
function collectEvents(): [EventName, object][] {
  const emitted: [EventName, object][] = [];
  for (const name of ['activated', 'deactivated', 'sessionsEnded'] as const)
    harness.jit.on(name, (event) => void emitted.push([name, event]));
  return emitted;
}
const eventsEmitted = () => new Promise((resolve) => setTimeout(resolve, 20));

test('deactivate and activate return the user with grants, and are audited and emitted once', async () => {
  const { jit } = harness;
  const emitted = collectEvents();
  for (let i = 0; i < 2; i += 1) {
    const user = await jit.deactivate({ userId, actor: ACTOR, reason: 'left' });
    expect(user).toMatchObject({ id: userId, active: false, memberships: [{ role: 'VIEWER' }] });
    expect(user).toBeInstanceOf(entities.User);
    expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ code: 'user_deactivated' });
  }
  for (let i = 0; i < 2; i += 1)
    expect(await jit.activate({ userId, actor: ACTOR })).toMatchObject({ id: userId, active: true });
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
  await eventsEmitted();
  expect(emitted).toEqual([
    [
      'deactivated',
      {
        ...{ tenant: 'default', actor: ACTOR, reason: 'left', lastOwner: false },
        user: expect.objectContaining({ id: userId, deactivatedBy: ACTOR }),
      },
    ],
    [
      'activated',
      { tenant: 'default', actor: ACTOR, user: expect.objectContaining({ id: userId, deactivatedBy: null }) },
    ],
  ]);
  const base = { tenant: 'default', actor: ACTOR, user: userId };
  expect(await harness.audit('deactivated')).toMatchObject([
    { ...base, details: { email: 'ada@example.com', reason: 'left' } },
  ]);
  expect(await harness.audit('activated')).toMatchObject([
    { ...base, details: { email: 'ada@example.com' } },
  ]);
});

test.each<[string, () => object]>([
  ['a user', () => ({ userId })],
  ['a tenant', () => ({ tenant: 'default' })],
  ['a provider', () => ({ tenant: 'default', provider: 'okta' })],
])('the end of the sessions of %s is audited and emitted', async (_whose, of) => {
  const emitted = collectEvents();
  const details = { actor: ACTOR, reason: 'incident 42' };
  await harness.jit.endSessions({ ...of(), ...details } as never);
  await eventsEmitted();
  const expected = { tenant: 'default', userId: null, provider: null, sid: null, ...of() };
  expect(emitted).toEqual([['sessionsEnded', { ...expected, ...details }]]);
  const { tenant, provider, userId: user } = expected;
  expect(await harness.audit('sessionsEnded')).toMatchObject([
    { tenant, provider, user, actor: ACTOR, details: { reason: 'incident 42' } },
  ]);
});

test('the last owner cannot be deactivated, but their sessions can be ended', async () => {
  await expect(harness.jit.deactivate({ userId: ownerId, actor: ACTOR })).rejects.toMatchObject({
    code: 'last_owner',
    status: 409,
  });
  await harness.jit.endSessions({ userId: ownerId, actor: ACTOR, reason: 'stolen' });
  const owner = await harness.dataSource.manager.findOneBy(entities.User, { id: ownerId });
  expect(owner).toMatchObject({ active: true, sessionGeneration: 1 });
});

test.each([
  ['an unknown id', () => ({ userId: UNKNOWN_ID })],
  ['no id', () => ({ userId: "' OR 1=1" })],
  ['the id of a user of another tenant', () => ({ userId, tenant: 'globex' })],
])('%s is not found, and nothing is written', async (_what, of) => {
  const { jit } = harness;
  const notFound = expect.objectContaining({ code: 'user_not_found', status: 404 }) as Error;
  await expect(jit.endSessions({ ...of(), actor: ACTOR, reason: 'test' })).rejects.toEqual(notFound);
  await expect(jit.deactivate({ ...of(), actor: ACTOR })).rejects.toEqual(notFound);
  await expect(jit.activate({ ...of(), actor: ACTOR })).rejects.toEqual(notFound);
  expect(await harness.audit('sessionsEnded')).toEqual([]);
  expect(await harness.dataSource.manager.countBy(entities.User, { sessionGeneration: 0 })).toBe(2);
});

const VALID = { tenant: 'default', actor: ACTOR, reason: 'test' };
test.each<[string, unknown, string[]]>([
  ['nothing', undefined, ['']],
  ['a list', [], ['']],
  ['no target', { actor: ACTOR, reason: 'test' }, ['tenant']],
  ['a user id that is undefined', { ...VALID, userId: undefined }, ['userId']],
  ['a user id that is null', { ...VALID, userId: null }, ['userId']],
  ['a misspelled user id', { ...VALID, userID: UNKNOWN_ID }, ['userID']],
  ['a user and a provider', { ...VALID, userId: UNKNOWN_ID, provider: 'okta' }, ['provider']],
  ['an empty provider', { ...VALID, provider: '' }, ['provider']],
  ['no actor and no reason', { tenant: 'default' }, ['actor', 'reason']],
  [
    'a long actor and a long reason',
    { ...VALID, actor: 'a'.repeat(321), reason: 'r'.repeat(1001) },
    ['actor', 'reason'],
  ],
])('endSessions refuses %s', async (_what, options, paths) => {
  const error = await harness.jit.endSessions(options as never).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'options_invalid' });
  expect((error as { faults: { path: string }[] }).faults.map(({ path }) => path)).toEqual(paths);
  const states = await harness.dataSource.manager.findBy(entities.TenantState, { sessionGeneration: 1 });
  expect(states).toEqual([]);
});

test.each(['activate', 'deactivate'] as const)(
  '%s refuses options that are not known or missing',
  async (call) => {
    const options = { userid: userId, actor: '' };
    await expect(harness.jit[call](options as never)).rejects.toMatchObject({
      code: 'options_invalid',
      faults: [{ path: 'userid' }, { path: 'userId' }, { path: 'actor' }],
    });
  },
);
