import { setTimeout } from 'node:timers/promises';
import { entities, type ProvisioningOptions } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { runSql } from '../support/databases/run-sql';

let harness: Harness;
afterEach(() => harness.close());

/** People who all have one membership, and an owner who is none of the matter. */
async function signInUsers(
  size: number,
  removalSafeguard: ProvisioningOptions['removalSafeguard'],
): Promise<string[]> {
  harness = await openHarness({ removalSafeguard });
  await harness.signIn('root', ['Administrators']);
  const people = Array.from({ length: size }, (_, i) => `p${i}`);
  for (const each of people) await harness.signIn(each, ['Everyone']);
  return people;
}

async function signInAll(people: readonly string[], groups: unknown) {
  const outcomes = [];
  for (const each of people) outcomes.push(await harness.signIn(each, groups));
  return outcomes;
}

async function usersWithGrants(people: readonly string[]): Promise<string[]> {
  const grants = await Promise.all(people.map((each) => harness.grants(each)));
  return people.filter((_, i) => grants[i]!.length > 0);
}

/** What happens in the same millisecond counts as released; here it comes after. */
async function releaseRemovals(): Promise<void> {
  await harness.jit.releaseHeldRemovals();
  await setTimeout(2);
}

const REMOVALS_HELD = expect.objectContaining({ kind: 'removalsHeld' }) as object;

test('by default, removals are held from the eleventh user on who would lose everything within an hour', async () => {
  const people = await signInUsers(12, undefined);
  const outcomes = await signInAll(people, []);
  expect(outcomes.map(({ notes }) => notes.length)).toEqual([...Array<number>(10).fill(0), 1, 1]);
  expect(outcomes[10]).toMatchObject({ outcome: 'unchanged', changes: [], notes: [REMOVALS_HELD] });
  expect(await usersWithGrants(people)).toEqual(['p10', 'p11']);
});

describe('over two users, and over a tenth of them', () => {
  const limits = { window: '1h', maxUsers: 2, maxShare: 0.1 };

  test('further removals are held, audited, and released by an administrator', async () => {
    const people = await signInUsers(5, limits);
    const outcomes = await signInAll(people, []);
    const [, , third] = outcomes;
    expect(await usersWithGrants(people)).toEqual(['p2', 'p3', 'p4']);
    const removal = { kind: 'membership', action: 'remove', team: 'Incident Response' };
    expect(third).toMatchObject({
      outcome: 'unchanged',
      notes: [{ kind: 'removalsHeld', changes: [removal] }],
    });
    expect(third!.user!.removalsHeldAt).toBeInstanceOf(Date);
    expect(await harness.audit('removalsHeld')).toHaveLength(3);
    expect(await harness.audit('emptied')).toHaveLength(2);

    await harness.jit.releaseHeldRemovals({ actor: 'root' });
    expect(await harness.audit('removalsReleased')).toMatchObject([{ actor: 'root', tenant: 'default' }]);
    expect(await usersWithGrants(people)).toEqual(['p2', 'p3', 'p4']);
    await signInAll(people, []);
    expect(await usersWithGrants(people)).toEqual([]);
    const users = await harness.dataSource.manager.find(entities.User);
    expect(users.map(({ removalsHeldAt }) => removalsHeldAt)).toEqual(Array(6).fill(null));
  });

  test('an actor that the audit log cannot store is refused', async () => {
    const people = await signInUsers(4, limits);
    await signInAll(people, []);
    for (const actor of ['', 'x'.repeat(321), 7 as never]) {
      await expect(harness.jit.releaseHeldRemovals({ actor })).rejects.toMatchObject({
        code: 'options_invalid',
        faults: [{ path: 'actor' }],
      });
    }
    expect(await harness.audit('removalsReleased')).toEqual([]);
    await signInAll(people, []);
    expect(await usersWithGrants(people)).toHaveLength(2);
  });

  test('a release applies to the users held until then, not to a later mass removal', async () => {
    const people = await signInUsers(7, limits);
    await signInAll(people.slice(0, 4), []);
    await releaseRemovals();
    await signInAll(people.slice(4), []);
    expect(await usersWithGrants(people)).toEqual(['p2', 'p3', 'p6']);
    await signInAll(people.slice(2, 4), []);
    expect(await usersWithGrants(people)).toEqual(['p6']);
  });

  test('released removals do not count towards the next mass removal', async () => {
    const people = await signInUsers(7, limits);
    await signInAll(people.slice(0, 5), []);
    await releaseRemovals();
    await signInAll(people.slice(2, 5), []);
    expect(await harness.signIn('p5', [])).toMatchObject({ outcome: 'synced', notes: [] });
    expect(await usersWithGrants(people)).toEqual(['p6']);
  });

  test('while they are held, single removals are too, and additions are not', async () => {
    const people = await signInUsers(4, limits);
    await signInAll(people, []);
    const outcome = await harness.signIn('root', ['Phishing', 'Administrators']);
    expect(outcome).toMatchObject({
      outcome: 'synced',
      changes: [{ kind: 'caseGroup', action: 'add' }],
      notes: [],
    });
    expect(await harness.signIn('root', ['Administrators'])).toMatchObject({
      changes: [],
      notes: [REMOVALS_HELD],
    });
    expect(await harness.signIn('p0', ['Everyone'])).toMatchObject({ changes: [{ action: 'add' }] });
  });

  test('a user who has groups again is no longer held', async () => {
    const people = await signInUsers(4, limits);
    await signInAll(people, []);
    const { user } = await harness.signIn('p3', ['Everyone']);
    expect(user).toMatchObject({ removalsHeldAt: null });
  });

  test('a user who loses everything twice counts once', async () => {
    const people = await signInUsers(4, limits);
    for (let i = 0; i < 4; i++) await signInAll(['p0'], i % 2 === 0 ? [] : ['Everyone']);
    await signInAll(['p0', 'p1'], []);
    expect(await usersWithGrants(people)).toEqual(['p2', 'p3']);
  });

  test('removals from before the window do not count, but held removals stay held', async () => {
    const people = await signInUsers(5, limits);
    await signInAll(people.slice(0, 2), []);
    const longAgo = new Date(Date.now() - 2 * 3600_000).toISOString();
    await runSql(harness.dataSource, `UPDATE jit_audit_events SET "at" = '${longAgo}'`);
    await signInAll(people.slice(2, 4), []);
    expect(await usersWithGrants(people)).toEqual(['p4']);
    await signInAll(people.slice(4), []);
    await runSql(harness.dataSource, `UPDATE jit_audit_events SET "at" = '${longAgo}'`);
    await signInAll(people.slice(4), []);
    expect(await usersWithGrants(people)).toEqual(['p4']);
  });

  test('removals are held as well when the users sign in at the same moment', async () => {
    const people = await signInUsers(6, limits);
    await Promise.all(people.map((each) => harness.signIn(each, [])));
    expect(await usersWithGrants(people)).toHaveLength(4);
  });

  test('a held user is admitted even if users without a mapped group are refused', async () => {
    const people = await signInUsers(3, limits);
    const strict = harness.reconfigured({ unmatched: 'deny' });
    const outcomes = [];
    for (const each of people) outcomes.push(await harness.signIn(each, [], { with: strict }));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'unchanged']);
  });

  test('a mass removal in one tenant holds nothing in another', async () => {
    const people = await signInUsers(4, limits);
    await signInAll(people, []);
    const acme = { provider: 'okta', tenant: 'acme' };
    const { id: teamId } = await harness.dataSource.manager.save(entities.Team, {
      tenant: 'acme',
      name: 'Analytics',
    });
    expect(teamId).toBeDefined();
    for (const subject of ['boss', 'bo'])
      await harness.jit.provision(identity(subject, ['Administrators']), acme);
    expect(await harness.jit.provision(identity('bo', []), acme)).toMatchObject({
      outcome: 'synced',
      notes: [],
    });
  });
});

test('over no user at all, the very first is held, and the tenant is marked', async () => {
  const people = await signInUsers(1, { maxUsers: 0, maxShare: 0 });
  expect(await signInAll(people, [])).toMatchObject([{ outcome: 'unchanged', notes: [REMOVALS_HELD] }]);
  const [state] = await harness.dataSource.manager.find(entities.TenantState);
  expect(state!.removalsHeldAt).toBeInstanceOf(Date);
});

test('both limits must be exceeded: a few of many users are no mass removal', async () => {
  const people = await signInUsers(9, { maxUsers: 1, maxShare: 0.5 });
  await signInAll(people.slice(0, 5), []);
  expect(await usersWithGrants(people)).toEqual(people.slice(5));
  await signInAll(people.slice(5), []);
  expect(await usersWithGrants(people)).toEqual(people.slice(5));
});
