import { createProvisioning, type ProvisioningOptions } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';

let dataSource: DataSource;
beforeEach(async () => {
  // One connection, so that what is on it is seen.
  dataSource = await openDatabase({ poolSize: 1 });
  await createTeams(dataSource);
});
afterEach(() => dataSource.destroy());

const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const open = (options: Partial<ProvisioningOptions> = {}) =>
  createProvisioning({ dataSource, settings, ...options });
const signIn = (jit: ReturnType<typeof open>, groups: string[]) =>
  jit.provision(identity('ada', groups), { provider: 'okta' });
const countPreparedStatements = async () =>
  (await dataSource.query<unknown[]>("SELECT 1 FROM pg_prepared_statements WHERE name LIKE 'jit%'")).length;

test('the statement that every sign-in reads is planned once', async () => {
  const jit = open();
  await signIn(jit, ['Everyone']);
  const after = await countPreparedStatements();
  expect(after).toBeGreaterThan(0);
  for (let i = 0; i < 3; i += 1)
    expect(await signIn(jit, ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
  expect(await countPreparedStatements()).toBe(after);
});

test('writes are prepared as well, with the same statement for any number of grants', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `group ${i}`);
  const mapping = {
    mappings: names.map((name) => ({ group_name: name, team_name: `team ${name}`, role_name: 'VIEWER' })),
  };
  const jit = open({ settings: { ...settings, mapping }, createMissingTeams: true });
  await jit.provision(identity('bo', names), { provider: 'okta' });
  await signIn(jit, names.slice(0, 2));
  await signIn(jit, names.slice(2, 4));
  const after = await countPreparedStatements();
  await signIn(jit, names.slice(4, 30));
  const { user } = await signIn(jit, names.slice(25));
  expect(user!.memberships).toHaveLength(35);
  expect(await countPreparedStatements()).toBe(after);
});

test('an app behind a pooler without prepared statements switches them off', async () => {
  const jit = open({ preparedStatements: false });
  expect(await signIn(jit, ['Everyone'])).toMatchObject({ outcome: 'created' });
  expect(await countPreparedStatements()).toBe(0);
});

test('when the connection has lost its prepared statements, a sign-in does without them', async () => {
  const jit = open();
  await signIn(jit, ['Everyone']);
  // As if the pooler had dealt out another client's connection.
  await dataSource.query('DEALLOCATE ALL');
  expect(await signIn(jit, ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
  expect(await countPreparedStatements()).toBe(0);
  expect(await signIn(jit, ['Managers'])).toMatchObject({ outcome: 'synced' });
  expect(await countPreparedStatements()).toBe(0);
});

test('when prepared statements are lost within a transaction, the sign-in begins again', async () => {
  const jit = open({ createMissingTeams: true });
  await signIn(jit, ['Everyone']);
  // A team that has to be made takes a transaction, in which it is looked for again.
  await dataSource.query(`DELETE FROM jit_teams WHERE name = 'Analytics'`);
  const { createQueryRunner } = dataSource;
  let transactions = 0;
  dataSource.createQueryRunner = function (...args) {
    const runner = createQueryRunner.apply(this, args);
    const start = runner.startTransaction.bind(runner);
    runner.startTransaction = async (isolation) => {
      transactions += 1;
      await start(isolation);
      if (transactions === 1) await runner.query('DEALLOCATE ALL');
    };
    return runner;
  };
  const { outcome, user } = await signIn(jit, ['Managers', 'Administrators']);
  expect(outcome).toBe('synced');
  expect(transactions).toBe(2);
  expect(user!.memberships.map(({ role }) => role).sort()).toEqual(['EDITOR', 'TEAM_ADMIN']);
});

test('a column whose type changes under a running app can still be read', async () => {
  const jit = open();
  await signIn(jit, ['Everyone']);
  await dataSource.query('ALTER TABLE jit_users ALTER COLUMN "firstName" TYPE text');
  expect(await signIn(jit, ['Everyone'])).toMatchObject({ outcome: 'unchanged', user: { firstName: 'ada' } });
});
