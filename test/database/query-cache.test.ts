import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { startGuardedRoutes } from '../support/apps/guarded-routes';
import { MANAGED } from '../support/databases/guarded-database';
import { runSql } from '../support/databases/run-sql';
import { createTeams, identity, MAPPING, openDatabase } from '../support/harness/harness';

/* An app whose TypeORM answers every query from its cache, unless the query says otherwise. */
const SYNC = { justInTime: true, enhancedSync: true, mapping: MAPPING };
const OKTA = { provider: 'okta' };

let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase({ synchronize: true, cache: { alwaysEnabled: true, duration: 3_600_000 } });
  await createTeams(dataSource);
});
afterEach(() => dataSource.destroy());

const owners = async () => {
  const rows = await runSql<{ email: string }>(
    dataSource,
    'SELECT "email" FROM jit_users WHERE "tenantOwner"',
  );
  return rows.map(({ email }) => email);
};

test('the tenant keeps its last owner', async () => {
  const jit = createProvisioning({ dataSource, settings: { ...SYNC, groupAttribute: 'groups' } });
  const signIn = (subject: string, group: string) =>
    jit.provision(identity(subject, [group, 'Everyone']), OKTA);
  await signIn('ada', 'Administrators');
  await signIn('bo', 'Administrators');
  await signIn('bo', 'Managers');
  expect(await owners()).toEqual(['ada@example.com']);
  await signIn('bo', 'Administrators');
  await signIn('ada', 'Managers');
  expect(await owners()).toEqual(['bo@example.com']);
  expect(await signIn('bo', 'Managers')).toMatchObject({ notes: [{ kind: 'lastOwner' }] });
  expect(await owners()).toEqual(['bo@example.com']);
});

test('settings and guards apply the changes of another instance', async () => {
  const here = createProvisioning({ dataSource });
  const there = createProvisioning({ dataSource });
  const routes = await startGuardedRoutes((app, reach) => {
    app.post('/members', here.guard('memberships', { tenant: 'default' }), reach);
  });
  const { manager } = dataSource;
  const write = (email: string) => manager.insert(entities.User, { email, tenantOwner: true });

  const first = await here.settings.update({ ...SYNC, enhancedSync: false }, { version: 0, actor: 'ada' });
  expect(await here.settings.get()).toMatchObject({ version: 1 });
  expect(await routes.send('POST', '/members')).toMatchObject({ status: 200 });
  await write('eve@example.com');

  await there.settings.update(SYNC, { version: first.version, actor: 'bo' });
  expect(await here.settings.get()).toMatchObject({ version: 2, enhancedSync: true });
  expect(await routes.send('POST', '/members')).toMatchObject({ status: 403, reached: false });
  await expect(write('mallory@example.com')).rejects.toEqual(MANAGED);
});
