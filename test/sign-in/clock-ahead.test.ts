import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { HOUR, MINUTE, setClock } from '../support/jest/fake-clock';

/* One instance's clock is a month ahead: what it writes must not count as young, on the others, for that month. */
const NOON = Date.UTC(2030, 0, 1, 12);
const MONTH = 30 * 24 * HOUR;
const limits = { window: '1h', maxUsers: 2, maxShare: 0.1 };

let harness: Harness;
beforeEach(async () => {
  setClock(NOON);
  harness = await openHarness({ removalSafeguard: limits });
});
afterEach(() => harness.close());

const userOf = (subject: string) =>
  harness.dataSource.manager.findOneByOrFail(entities.User, { email: `${subject}@example.com` });

async function signInAll(people: readonly string[], groups: string[]): Promise<void> {
  for (const each of people) await harness.signIn(each, groups);
}

async function withGrants(people: readonly string[]): Promise<string[]> {
  const grants = await Promise.all(people.map((each) => harness.grants(each)));
  return people.filter((_, i) => grants[i]!.length > 0);
}

test('the next sign-in corrects the times of a user', async () => {
  setClock(NOON + MONTH);
  await harness.signIn('ada', ['Everyone']);
  setClock(NOON);
  await harness.signIn('ada', ['Everyone']);
  expect(await userOf('ada')).toMatchObject({ lastSignInAt: new Date(NOON), lastSyncedAt: new Date(NOON) });
});

test('a few minutes ahead are exact enough', async () => {
  const ahead = new Date(NOON + 4 * MINUTE);
  setClock(ahead.getTime());
  await harness.signIn('ada', ['Everyone']);
  setClock(NOON);
  await harness.signIn('ada', ['Everyone']);
  expect(await userOf('ada')).toMatchObject({ lastSignInAt: ahead, lastSyncedAt: ahead });
});

describe('the removal safeguard', () => {
  const people = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
  beforeEach(async () => {
    await harness.signIn('root', ['Administrators']);
    await signInAll(people, ['Everyone']);
  });

  test('continues to count after a release by the clock ahead, and holds later removals', async () => {
    setClock(NOON + MONTH);
    await harness.jit.releaseHeldRemovals();
    setClock(NOON);
    await signInAll(people, []);
    expect(await withGrants(people)).toEqual(people.slice(2));
    expect(await harness.dataSource.manager.find(entities.TenantState)).toMatchObject([
      { removalsHeldAt: new Date(NOON), removalsReleasedAt: null },
    ]);

    // Nor is it released once that time has come.
    setClock(NOON + MONTH + HOUR);
    await signInAll(people, []);
    expect(await withGrants(people)).toEqual(people.slice(2));
    await harness.jit.releaseHeldRemovals();
    await signInAll(people, []);
    expect(await withGrants(people)).toEqual([]);
  });

  test('does not count removals of the clock ahead', async () => {
    setClock(NOON + MONTH);
    await signInAll(people.slice(0, 2), []);
    setClock(NOON);
    await signInAll(people.slice(2, 4), []);
    expect(await withGrants(people)).toEqual(people.slice(4));
  });

  test('corrects since when removals are held, so that a release reaches them', async () => {
    setClock(NOON + MONTH);
    await signInAll(people.slice(0, 3), []);
    setClock(NOON + HOUR);
    await signInAll(people.slice(2), []);
    expect(await withGrants(people)).toEqual(people.slice(2));
    expect(await userOf('p2')).toMatchObject({ removalsHeldAt: new Date(NOON + HOUR) });
    setClock(NOON + 2 * HOUR);
    await harness.jit.releaseHeldRemovals();
    await signInAll(people.slice(2), []);
    expect(await withGrants(people)).toEqual([]);
  });
});
