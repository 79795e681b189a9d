import { createProvisioning, entities, migrations } from 'passport-jit';
import { MAPPING, openDatabase } from '../support/harness/harness';

test('settings and providers from before the group sources stay as they are', async () => {
  const dataSource = await openDatabase({ synchronize: false, migrations: migrations.slice(0, 1) });
  await dataSource.runMigrations();
  const { driver } = dataSource;
  const insert = (table: string, row: Record<string, unknown>) => {
    const columns = Object.keys(row).map((name) => driver.escape(name));
    const values = Object.values(row).map((value) =>
      typeof value === 'string' ? `'${value}'` : String(value),
    );
    return dataSource.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`);
  };
  const tableOf = (entity: (typeof entities)[keyof typeof entities]) =>
    driver.escape(dataSource.getMetadata(entity).tableName);
  await insert(tableOf(entities.Settings), {
    ...{ tenant: 'default', version: 3, revision: 'r', justInTime: true, enhancedSync: 'on' },
    ...{ groupAttribute: 'memberOf', mapping: JSON.stringify(MAPPING) },
  });
  await insert(tableOf(entities.ProviderState), {
    tenant: 'default',
    provider: 'okta',
    sessionGeneration: 2,
  });

  for (const migration of migrations.slice(1)) {
    const runner = dataSource.createQueryRunner();
    await new migration().up(runner);
    await runner.release();
  }
  const { groupAttribute, groupFormat, mapping } = await createProvisioning({ dataSource }).settings.get();
  expect([groupAttribute, groupFormat, mapping]).toEqual(['memberOf', undefined, MAPPING]);
  const state = await dataSource.manager.findOneByOrFail(entities.ProviderState, {});
  expect(state).toMatchObject({ sessionGeneration: 2, sentSources: null });
  await dataSource.destroy();
});
