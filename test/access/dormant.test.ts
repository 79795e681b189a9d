import { entities, type DormantOptions } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';

const ACTOR = 'nightly job';
const DAY = 24 * 3600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ breakGlass: ['root@example.com'] });
});
afterEach(() => harness.close());

type User = InstanceType<(typeof entities)['User']>;

async function create(name: string, columns: Partial<User>): Promise<void> {
  const { manager } = harness.dataSource;
  const email = `${name}@example.com`;
  const user = manager.create(entities.User, { email, firstName: name, emailVerified: true, ...columns });
  // No sign-in has made these users, which the guard would refuse.
  await manager.save(user, { listeners: false });
}

async function createUsers(): Promise<void> {
  await create('recent', { lastSignInAt: daysAgo(89) });
  await create('old', { lastSignInAt: daysAgo(91) });
  await create('never', { createdAt: daysAgo(100) });
  await create('new', {});
  await create('invited', { createdAt: daysAgo(100), invited: true });
  await create('gone', { lastSignInAt: daysAgo(200), active: false });
  await create('root', { lastSignInAt: daysAgo(200) });
  await create('owner', { lastSignInAt: daysAgo(200), tenantOwner: true });
  await create('other', { lastSignInAt: daysAgo(200), tenant: 'globex' });
}

async function dormantNames(options: DormantOptions): Promise<(string | null)[]> {
  const names = [];
  for await (const { firstName } of harness.jit.dormant(options)) names.push(firstName);
  return names.sort();
}

test('users without a recent sign-in are listed, of one tenant, active and not invited', async () => {
  await createUsers();
  expect(await dormantNames({ since: '90d' })).toEqual(['never', 'old', 'owner', 'root']);
  expect(await dormantNames({ since: 150 * DAY })).toEqual(['owner', 'root']);
  expect(await dormantNames({ since: '90d', tenant: 'globex' })).toEqual(['other']);
});

test('a user whose stored sign-in may be older than the last one is not dormant yet', async () => {
  await create('ada', { lastSignInAt: new Date(Date.now() - 2 * DAY - 1800_000) });
  expect(await dormantNames({ since: '2d' })).toEqual([]);
});

test('dormant users are deactivated, but for the last owner and break-glass users', async () => {
  await createUsers();
  await create('second owner', { lastSignInAt: daysAgo(300), tenantOwner: true });
  const emitted: unknown[] = [];
  harness.jit.on('deactivated', ({ actor, reason }) => void emitted.push([actor, reason]));
  expect(await harness.jit.deactivateDormant({ since: '90d', actor: ACTOR })).toEqual({
    deactivated: 3,
    kept: { lastOwner: 1, breakGlass: 1 },
  });
  const left = await dormantNames({ since: '90d' });
  expect(left).toHaveLength(2);
  expect(left).toContain('root');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(emitted).toEqual(Array.from({ length: 3 }, () => [ACTOR, 'dormant']));
  expect(await harness.audit('deactivated')).toHaveLength(3);
  const old = await harness.dataSource.manager.findOneByOrFail(entities.User, { firstName: 'old' });
  expect(old).toMatchObject({ active: false, deactivatedBy: ACTOR, sessionGeneration: 1 });
});

test('more users than one batch has are deactivated', async () => {
  for (let i = 0; i < 120; i += 1) await create(`user${i}`, { lastSignInAt: daysAgo(100) });
  expect(await harness.jit.deactivateDormant({ since: '90d', actor: ACTOR })).toMatchObject({
    deactivated: 120,
  });
  expect(await dormantNames({ since: '90d' })).toEqual([]);
});

test.each([undefined, 0, '1h', -1, NaN, 'soon', '200000d', {}])('since %p is refused', async (since) => {
  const options = { since, actor: ACTOR } as never;
  const fault = expect.objectContaining({ path: 'since' }) as unknown;
  const refusal = expect.objectContaining({ code: 'options_invalid', faults: [fault] }) as Error;
  await expect(harness.jit.deactivateDormant(options)).rejects.toEqual(refusal);
  expect(() => harness.jit.dormant({ since } as never)).toThrow(refusal);
});
