import { setTimeout as sleep } from 'node:timers/promises';
import { createProvisioning, entities, type ProvisioningOptions } from 'passport-jit';
import type { DataSource, QueryRunner } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';
import { serverEnvironments, type ServerEnvironment } from '../support/environments/fault-injection';

/*
 * One tenant is stuck, with more sign-ins than there are connections in the pool; users of another tenant sign in at the same time.
 * Without a share for each, the other one would wait until the first is free, and these tests for ever.
 */
const POOL = 4;
const CONCURRENCY = 3 * POOL;
const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };

describe.each(Object.keys(serverEnvironments) as (keyof typeof serverEnvironments)[])('on %s', (name) => {
  let environment: ServerEnvironment;
  let blocking: QueryRunner;
  beforeAll(async () => {
    environment = await serverEnvironments[name]();
    for (const tenant of ['stuck', 'free']) await createTeams(environment.dataSource, tenant);
    blocking = environment.dataSource.createQueryRunner();
  });
  afterAll(async () => {
    await blocking.release();
    await environment.close();
  });

  let app: DataSource;
  beforeEach(async () => {
    app = await openDatabase({ ...environment.options, synchronize: false, poolSize: POOL } as object);
  });
  afterEach(() => app.destroy());

  const createSignIn = (options: Partial<ProvisioningOptions> = {}, dataSource = app) => {
    const { provision } = createProvisioning({ dataSource, settings, removalSafeguard: false, ...options });
    return (tenant: string, subject: string, groups: string[] | undefined, more = {}) =>
      provision(identity(subject, groups, more), { tenant, provider: 'okta' });
  };
  const repeatConcurrently = (one: (i: number) => Promise<unknown>) =>
    Promise.all(Array.from({ length: CONCURRENCY }, (_, i) => one(i)));

  test('one user’s row is locked', async () => {
    const signIn = createSignIn();
    const { user } = await signIn('stuck', 'ada', ['Everyone']);
    await blocking.startTransaction();
    await blocking.manager.update(entities.User, { id: user!.id }, { firstName: 'Ada' });
    const stuck = repeatConcurrently((i) => signIn('stuck', 'ada', ['Everyone', `Group ${i}`]));
    await sleep(100);
    expect(await signIn('free', 'bo', ['Everyone'])).toMatchObject({ outcome: 'created' });
    expect(await signIn('free', 'bo', ['Managers'])).toMatchObject({ outcome: 'synced' });
    await blocking.commitTransaction();
    expect(await stuck).toHaveLength(CONCURRENCY);
  });

  test('the tenant’s own row is locked while every user loses grants', async () => {
    const signIn = createSignIn();
    await repeatConcurrently((i) => signIn('stuck', `person ${i}`, ['Administrators']));
    await signIn('stuck', 'person 0', []);
    await blocking.startTransaction();
    await blocking.manager.update(
      entities.TenantState,
      { tenant: 'stuck' },
      { removalsReleasedAt: new Date() },
    );
    const stuck = repeatConcurrently((i) => signIn('stuck', `person ${i}`, []));
    await sleep(100);
    expect(await signIn('free', 'cy', ['Everyone'])).toMatchObject({ outcome: 'created' });
    await blocking.commitTransaction();
    expect(await stuck).toHaveLength(CONCURRENCY);
  });

  test('the app does not answer who is in too many groups', async () => {
    let answer!: (groups: string[]) => void;
    const groups = new Promise<string[]>((resolve) => (answer = resolve));
    const signIn = createSignIn({ resolveGroups: () => groups, resolveGroupsTimeout: '30s' });
    const stuck = repeatConcurrently((i) =>
      signIn('stuck', `many ${i}`, undefined, { attributes: { hasgroups: true } }),
    );
    await sleep(100);
    expect(await signIn('free', 'di', ['Everyone'])).toMatchObject({ outcome: 'created' });
    // Nor do others of the tenant wait, who are in few.
    expect(await signIn('stuck', 'few', ['Everyone'])).toMatchObject({ outcome: 'created' });
    answer(['Everyone']);
    expect(await stuck).toHaveLength(CONCURRENCY);
  });

  test('a sign-in that waits longer than the connection timeout gets an error', async () => {
    const impatient = await openDatabase({
      ...environment.options,
      ...{ synchronize: false, poolSize: POOL, connectTimeoutMS: 500 },
    } as object);
    const signIn = createSignIn({}, impatient);
    const { user } = await signIn('stuck', 'ed', ['Everyone']);
    await blocking.startTransaction();
    await blocking.manager.update(entities.User, { id: user!.id }, { firstName: 'Ed' });
    const stuck = Promise.allSettled(
      Array.from({ length: CONCURRENCY }, (_, i) => signIn('stuck', 'ed', ['Everyone', `Group ${i}`])),
    );
    // By then the share is taken.
    await sleep(100);
    await expect(signIn('stuck', 'fay', ['Everyone'])).rejects.toMatchObject({
      code: 'store_busy',
      status: 503,
    });
    await blocking.commitTransaction();
    const answers = await stuck;
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(POOL / 2);
    expect(await signIn('stuck', 'fay', ['Everyone'])).toMatchObject({ outcome: 'created' });
    await impatient.destroy();
  });
});
