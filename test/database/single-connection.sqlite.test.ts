import { createProvisioning, entities, type ProvisioningOptions } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';

/*
 * SQLite has one connection for the whole process. What the app does on it at the same moment must neither be lost with
 * a sign-in that fails, nor take one that succeeded with it.
 */
let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase();
  await createTeams(dataSource);
});
afterEach(() => dataSource.destroy());

const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const signIn = (subject: string, options: Partial<ProvisioningOptions> = {}) =>
  createProvisioning({ dataSource, settings, ...options }).provision(identity(subject, ['Everyone']), {
    provider: 'okta',
  });
const subjects = async () => (await dataSource.manager.find(entities.Identity)).map(({ subject }) => subject);
const teams = async () => (await dataSource.manager.find(entities.Team)).map(({ name }) => name);
const team = (name: string) => ({ name, tenant: 'app' });

/** Starts a sign-in and stops it in the middle of its transaction, until it is told how to end. */
async function pauseSignIn(subject: string) {
  let end!: (how: 'well' | 'badly') => void;
  const decided = new Promise<string>((resolve) => (end = resolve));
  let signInEnds!: Promise<unknown>;
  await new Promise<void>((isHalfway) => {
    const assignUser = async () => {
      isHalfway();
      if ((await decided) === 'badly') throw new Error('no longer wanted');
    };
    signInEnds = signIn(subject, { assignUser }).catch((error: Error) => error.message);
  });
  return { end, signInEnds };
}

describe('while a transaction of the app is open', () => {
  test('a sign-in waits, and a rollback does not take it along', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(entities.Team, team('never'));
    let done = false;
    const ends = signIn('ada').finally(() => (done = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(done).toBe(false);
    await runner.rollbackTransaction();
    expect(await ends).toMatchObject({ outcome: 'created' });
    expect(await subjects()).toEqual(['ada']);
    expect(await teams()).not.toContain('never');
  });

  test('the time of an otherwise unchanged sign-in is not lost either', async () => {
    await signIn('ada');
    await dataSource
      .createQueryBuilder()
      .update(entities.User)
      .set({ lastSignInAt: new Date(0) })
      .execute();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    const ends = signIn('ada');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await runner.rollbackTransaction();
    await ends;
    const { lastSignInAt } = await dataSource.manager.findOneByOrFail(entities.User, {});
    expect(lastSignInAt!.getTime()).toBeGreaterThan(0);
  });

  test('a sign-in inside of it fails with an explanation, instead of waiting forever', async () => {
    await dataSource.transaction(async () => {
      const ends = signIn('ada');
      await new Promise((resolve) => setTimeout(resolve, 20));
      const now = Date.now();
      jest.spyOn(Date, 'now').mockReturnValue(now + 11_000);
      await expect(ends).rejects.toMatchObject({ code: 'store_busy', status: 503 });
      jest.restoreAllMocks();
    });
    expect(await signIn('ada')).toMatchObject({ outcome: 'created' });
  });
});

describe('while a transaction of a sign-in is open', () => {
  test.each(['well', 'badly'] as const)(
    'the app rolls back its own, and the sign-in ends %s',
    async (how) => {
      const { end, signInEnds } = await pauseSignIn('ada');
      const app = dataSource.transaction(async (manager) => {
        await manager.insert(entities.Team, team('never'));
        await new Promise((resolve) => setTimeout(resolve, 20));
        throw new Error('the app gave up');
      });
      setTimeout(() => end(how), 20);
      await expect(app).rejects.toThrow('the app gave up');
      await signInEnds;
      expect(await subjects()).toEqual(how === 'well' ? ['ada'] : []);
      expect(await teams()).not.toContain('never');
    },
  );

  describe.each(['well', 'badly'] as const)('and will end %s', (how) => {
    const writes: Record<string, () => Promise<unknown>> = {
      'in a transaction': () => dataSource.transaction((own) => own.insert(entities.Team, team('kept'))),
      'by save': () => dataSource.manager.save(dataSource.manager.create(entities.Team, team('kept'))),
      'by insert': () => dataSource.manager.insert(entities.Team, team('kept')),
      'by SQL': () =>
        dataSource.query(`INSERT INTO jit_teams (id, tenant, name) VALUES ('x', 'app', 'kept')`),
    };
    test.each(Object.keys(writes))('what the app writes %s stays', async (way) => {
      const { end, signInEnds } = await pauseSignIn('ada');
      const written = writes[way]!();
      setTimeout(() => end(how), 20);
      await written;
      expect(await signInEnds).toEqual(how === 'well' ? expect.anything() : 'no longer wanted');
      expect(await teams()).toContain('kept');
      expect(await subjects()).toEqual(how === 'well' ? ['ada'] : []);
    });
  });

  test('a save of several rows of which one fails still leaves none', async () => {
    const { end } = await pauseSignIn('ada');
    const { manager } = dataSource;
    const rows = [team('once'), team('twice'), team('twice')].map((row) =>
      manager.create(entities.Team, row),
    );
    const saved = manager.save(rows);
    setTimeout(() => end('well'), 20);
    await expect(saved).rejects.toThrow('UNIQUE');
    expect(await teams()).not.toContain('once');
    expect(await subjects()).toEqual(['ada']);
  });

  test('other callers do not see what may be rolled back', async () => {
    const { end, signInEnds } = await pauseSignIn('ada');
    const seen = subjects();
    const other = signIn('ada');
    setTimeout(() => end('badly'), 20);
    expect(await seen).toEqual([]);
    await signInEnds;
    expect(await other).toMatchObject({ outcome: 'created' });
  });

  test('the reads and writes of assignUser belong to it', async () => {
    const assignUser = async () => {
      await dataSource.manager.save(entities.Team, team('by assignUser'));
      await dataSource.transaction((manager) => manager.insert(entities.Team, team('nested')));
      expect(await teams()).toContain('by assignUser');
      throw new Error('after all');
    };
    await expect(signIn('ada', { assignUser })).rejects.toThrow('after all');
    expect(await teams()).not.toContain('by assignUser');
    expect(await teams()).not.toContain('nested');
  });
});
