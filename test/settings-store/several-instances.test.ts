import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { createDatabase } from '../support/databases/create-database';
import { isOn } from '../support/databases/database-type';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';
import { logQueries, type LoggedQuery } from '../support/databases/query-log';

/** Two instances of an app: each has a data source of its own to the same database. */
describe('two instances', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'passport-jit-'));
  let statements: LoggedQuery[];
  const dataSources: DataSource[] = [];
  beforeAll(async () => {
    const database = isOn('better-sqlite3')
      ? { database: path.join(folder, 'app.db') }
      : await createDatabase();
    const open = (synchronize: boolean) => openDatabase({ ...database, synchronize, subscribers: [] });
    dataSources.push(await open(true), await open(false));
    statements = logQueries(...dataSources);
    await createTeams(dataSources[0]!);
  });
  afterAll(async () => {
    for (const dataSource of dataSources) await dataSource.destroy();
    rmSync(folder, { recursive: true });
  });

  test('use a change from the next sign-in on, without one more statement', async () => {
    const [here, there] = dataSources.map((dataSource) => createProvisioning({ dataSource }));
    await here!.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'ada' });
    const signIn = async (groups: string[]) => {
      statements.length = 0;
      const { outcome, user } = await there!.provision(identity('ada', groups), { provider: 'okta' });
      return { outcome, roles: user?.memberships.map(({ role }) => role), statements: statements.length };
    };
    expect(await signIn(['Everyone'])).toMatchObject({ outcome: 'created', roles: ['VIEWER'] });
    expect(await signIn(['Everyone'])).toEqual({ outcome: 'unchanged', roles: ['VIEWER'], statements: 1 });

    await here!.settings.update({ enhancedSync: true }, { version: 1, actor: 'ada' });
    expect(await signIn(['Everyone', 'Managers'])).toMatchObject({ outcome: 'synced', roles: ['EDITOR'] });
    expect(await signIn(['Everyone', 'Managers'])).toMatchObject({ outcome: 'unchanged', statements: 1 });

    await here!.settings.update({ enhancedSync: false }, { version: 2, actor: 'ada' });
    // The first sign-in after a change brings the new settings along, in the same statement.
    expect(await signIn(['Everyone', 'Managers'])).toMatchObject({ outcome: 'unchanged', statements: 1 });
    await here!.settings.rollback({ version: 2, expectedVersion: 3, actor: 'ada' });
    expect(await signIn(['Everyone'])).toMatchObject({ outcome: 'synced', roles: ['VIEWER'] });
  });

  test('see each other’s versions, and refuse stale ones', async () => {
    const [here, there] = dataSources.map((dataSource) => createProvisioning({ dataSource }));
    const tenant = 'acme';
    await here!.settings.update({ justInTime: true }, { tenant, version: 0, actor: 'ada' });
    expect(await there!.settings.history({ tenant })).toMatchObject([{ version: 1, actor: 'ada' }]);
    const changes = await Promise.allSettled(
      [here!, there!].map(({ settings }, i) =>
        settings.update({ groupAttribute: `attribute ${i}` }, { tenant, version: 1, actor: `actor ${i}` }),
      ),
    );
    const refused = changes.find(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'settings_conflict', changes: [{ version: 2 }] } });
    expect(await there!.settings.history({ tenant })).toHaveLength(2);
  });

  test('do not apply the settings of a deleted tenant to a tenant that is created anew with its id', async () => {
    const [here, there] = dataSources.map((dataSource) => createProvisioning({ dataSource }));
    const tenant = 'recreated';
    await createTeams(dataSources[0]!, tenant);
    const mapping = { tenant_owners_groups: ['Everyone'], ...ONE_ENTRY };
    await here!.settings.update({ justInTime: true, mapping }, { tenant, version: 0, actor: 'ada' });
    const signIn = (subject: string) =>
      there!.provision(identity(subject, ['Everyone']), { provider: 'okta', tenant });
    expect((await signIn('ada')).user?.tenantOwner).toBe(true);
    const stale = await there!.settings.get(tenant);

    await dataSources[0]!.manager.delete(entities.Settings, { tenant });
    await here!.settings.update(
      { justInTime: true, mapping: ONE_ENTRY },
      { tenant, version: 0, actor: 'ada' },
    );
    expect((await signIn('bob')).user?.tenantOwner).toBe(false);
    const { version, revision } = stale;
    await expect(
      there!.settings.update({ mapping }, { tenant, version, revision, actor: 'ada' }),
    ).rejects.toMatchObject({ code: 'settings_conflict' });
  });
});

const ONE_ENTRY = {
  mappings: [{ group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' }],
};
