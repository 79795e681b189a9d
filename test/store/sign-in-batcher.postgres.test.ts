import { createProvisioning, entities, type Provisioning, type UserBase } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, openDatabase } from '../support/harness/harness';
import { logQueries } from '../support/databases/query-log';

const PEOPLE = Array.from({ length: 60 }, (_, i) => `person-${i}`);
const mapping = {
  mappings: PEOPLE.map((name) => ({ group_name: name, team_name: `team of ${name}`, role_name: 'VIEWER' })),
};
const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };

let dataSource: DataSource;
let jit: Provisioning;
beforeAll(async () => {
  dataSource = await openDatabase({ poolSize: 4 });
  jit = createProvisioning({ dataSource, settings, createMissingTeams: true });
  for (const name of PEOPLE) await signIn(name);
});
afterAll(() => dataSource.destroy());

/** Each user is in a group of their own, so no user has the grants of another one. */
const signIn = (name: string, more: { provider?: string; tenant?: string } = {}) =>
  jit.provision(identity(name, [name]), { provider: 'okta', ...more });

const describeUser = ({ user }: { user?: UserBase | undefined }) =>
  `${user?.email}: ${user?.memberships.map(({ team }) => team.name).join()}`;

test('users who sign in together are read in one batch, and none is mistaken for another', async () => {
  const queries = logQueries(dataSource);
  const outcomes = await Promise.all(PEOPLE.map((name) => signIn(name)));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(PEOPLE.map(() => 'unchanged'));
  expect(outcomes.map(describeUser)).toEqual(PEOPLE.map((name) => `${name}@example.com: team of ${name}`));
  expect(queries.length).toBeLessThan(PEOPLE.length);
  expect(queries.some(({ sql }) => sql.includes('unnest'))).toBe(true);
});

test('new users, repeated users and users of other providers are distinguished in one batch', async () => {
  const signIns = [...PEOPLE.slice(0, 20), 'new-one', ...PEOPLE.slice(0, 20), 'new-two', 'new-one'];
  const outcomes = await Promise.all([
    ...signIns.map((name) => signIn(name)),
    ...signIns.map((name) => signIn(name, { provider: 'keycloak', tenant: 'other' })),
  ]);
  expect(outcomes.slice(0, signIns.length).map(({ user }) => user?.email)).toEqual(
    signIns.map((name) => `${name}@example.com`),
  );
  for (const { user } of outcomes.slice(0, signIns.length)) expect(user?.tenant).toBe('default');
  for (const { user } of outcomes.slice(signIns.length)) expect(user?.tenant).toBe('other');
  const users = await dataSource.manager.find(entities.User);
  expect(users.filter(({ tenant }) => tenant === 'other')).toHaveLength(22);
  expect(users.filter(({ tenant }) => tenant === 'default')).toHaveLength(PEOPLE.length + 2);
});

test('an error affects all sign-ins of the batch, and no later one', async () => {
  await dataSource.query('ALTER TABLE jit_teams RENAME TO elsewhere');
  const failed = await Promise.allSettled(PEOPLE.map((name) => signIn(name)));
  expect(new Set(failed.map(({ status }) => status))).toEqual(new Set(['rejected']));
  await dataSource.query('ALTER TABLE elsewhere RENAME TO jit_teams');
  const outcomes = await Promise.all(PEOPLE.map((name) => signIn(name)));
  expect(outcomes.map(describeUser)).toEqual(PEOPLE.map((name) => `${name}@example.com: team of ${name}`));
});
