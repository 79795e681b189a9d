import {
  createProvisioning,
  entities,
  type EntitySet,
  type SettingsPatch,
  type UserBase,
} from 'passport-jit';
import { DataSource } from 'typeorm';
import { startGuardedRoutes } from '../support/apps/guarded-routes';
import { createDatabase } from '../support/databases/create-database';
import { assignMember, Department, entities as memberEntities } from '../support/fixtures/custom-user';
import { createTeams, identity, MAPPING } from '../support/harness/harness';

/* A data source with a replica that lags so far behind that it has the tables and not one row. */
const SYNC = { justInTime: true, enhancedSync: true, mapping: MAPPING };
const OKTA = { provider: 'okta' };

let dataSource: DataSource;
afterEach(() => dataSource.destroy());

async function openReplicated(set: EntitySet = entities, ...others: (new () => object)[]): Promise<void> {
  const classes = [...Object.values(set), ...others];
  const create = async () => {
    const options = await createDatabase();
    await (await new DataSource({ ...options, entities: classes, synchronize: true }).initialize()).destroy();
    return options as object;
  };
  const [master, replica] = [await create(), await create()];
  const replication = { master, slaves: [replica] };
  dataSource = await new DataSource({ type: 'postgres', entities: classes, replication }).initialize();
}

test('settings are changed by the version that was just returned, and guards go by them', async () => {
  await openReplicated();
  await createTeams(dataSource);
  const jit = createProvisioning({ dataSource });
  const routes = await startGuardedRoutes((app, reach) => {
    app.use((req, _res, next) => {
      Object.assign(req, { user: { tenant: 'default', lastSyncedAt: null, lastSignInAt: null } });
      next();
    });
    app.post('/members', jit.guard('memberships'), reach);
    app.get('/reports', jit.requireFreshSync({ maxAge: '8h' }), reach);
  });
  const update = (patch: SettingsPatch, version: number) =>
    jit.settings.update(patch, { version, actor: 'ada' });
  const { version } = await update({ mapping: MAPPING }, 0);
  expect(await update(SYNC, version)).toMatchObject({ version: 2 });
  expect(await jit.settings.get()).toMatchObject({ version: 2, enhancedSync: true });
  expect(await jit.settings.history()).toHaveLength(2);
  expect(await routes.send('POST', '/members')).toMatchObject({ status: 403, reached: false });
  expect(await routes.send('GET', '/reports')).toMatchObject({ status: 401, reached: false });
});

test('a mapping that removes all grants of all users is detected, in the preview and on saving', async () => {
  await openReplicated();
  await createTeams(dataSource);
  const jit = createProvisioning({ dataSource });
  await jit.settings.update(SYNC, { version: 0, actor: 'ada' });
  await jit.provision(identity('ada', ['Everyone']), OKTA);
  const mapping = { mappings: [{ ...MAPPING.mappings[2]!, group_name: 'All users' }] };
  expect(await jit.preview({ mapping }).summary).toMatchObject({ users: 1, losing: 1 });
  await expect(jit.settings.update({ mapping }, { version: 1, actor: 'ada' })).rejects.toMatchObject({
    code: 'confirmation_required',
  });
});

test('a user is read whole, with the eager relations of a class of the app', async () => {
  await openReplicated(memberEntities, Department);
  await dataSource.manager.insert(Department, { id: 'Engines' });
  const settings = { ...SYNC, groupAttribute: 'groups' };
  const jit = createProvisioning({
    ...{ dataSource, settings, entities: memberEntities, createMissingTeams: true },
    assignUser: assignMember,
  });
  const attributes = { badge: 'B1', city: 'London', department: 'Engines', groups: ['Everyone'] };
  const { user } = await jit.provision(identity('ada', [], { attributes }), OKTA);
  const session = await new Promise<UserBase | false | undefined>((resolve, reject) =>
    jit.deserializeUser({ id: user!.id }, (error, found) => (error ? reject(error) : resolve(found))),
  );
  expect(session).toMatchObject({ department: { id: 'Engines' }, tags: ['B1'] });
  expect(await jit.explain(user!.id)).toMatchObject([{ kind: 'membership', role: 'VIEWER' }]);
});
