import { createProvisioning, entities, migrations } from 'passport-jit';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { createCustomEntities } from '../support/fixtures/custom-entities';
import { namingStrategies } from '../support/fixtures/naming-strategies';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';

let dataSource: DataSource;
afterEach(() => dataSource.destroy());

const { 'snake case': snakeCase, 'names in capitals': capitals } = namingStrategies;
describe.each<[string, Partial<DataSourceOptions>]>([
  ['the default names', {}],
  ['a prefix', { entityPrefix: 'app_' }],
  ['a naming strategy', { namingStrategy: snakeCase }],
  [
    'a naming strategy that renames the tables, and a prefix',
    { namingStrategy: capitals, entityPrefix: 'app_' },
  ],
])('with %s', (_, options) => {
  beforeEach(async () => {
    dataSource = await openDatabase({ synchronize: false, migrations, ...options });
    await dataSource.runMigrations();
  });

  test('create exactly the tables of the entities', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  test('create the same tables as synchronize', async () => {
    const synchronized = await openDatabase({ synchronize: true, ...options });
    for (const { tablePath } of dataSource.entityMetadatas) {
      expect(await described(dataSource, tablePath)).toEqual(await described(synchronized, tablePath));
    }
    await synchronized.destroy();
  });

  test('create tables that support a sign-in', async () => {
    await createTeams(dataSource);
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
    const jit = createProvisioning({ dataSource, settings });
    const { user } = await jit.provision(identity('ada', ['Managers', 'Phishing']), { provider: 'okta' });
    expect(user!.memberships.map(({ role }) => role)).toEqual(['EDITOR']);
  });

  test('can be undone, and done again', async () => {
    for (let done = 0; done < migrations.length; done += 1) await dataSource.undoLastMigration();
    const { tablePath } = dataSource.getMetadata(entities.User);
    const runner = dataSource.createQueryRunner();
    expect(await runner.hasTable(tablePath)).toBe(false);
    await runner.release();
    await dataSource.runMigrations();
    expect(await dataSource.manager.count(entities.User)).toBe(0);
  });
});

test.each([
  ['no entities', []],
  ["classes of the app's own", Object.values(createCustomEntities().entities)],
])('refuse a data source with %s, and say what to do', async (_, classes) => {
  dataSource = await openDatabase({ synchronize: false, migrations, entities: classes });
  await expect(dataSource.runMigrations()).rejects.toMatchObject({
    code: 'entities_invalid',
    message: expect.stringContaining('Add Object.values(entities) to the entities of the data source'),
  });
});

/** What the database itself says of a table. */
async function described(of: DataSource, name: string): Promise<unknown> {
  const runner = of.createQueryRunner();
  const table = (await runner.getTable(name))!;
  await runner.release();
  const { columns, uniques, indices, foreignKeys } = table;
  const sorted = <T>(items: readonly T[]) => items.map((item) => JSON.stringify(item)).sort();
  return {
    columns: sorted(columns),
    uniques: sorted(uniques),
    indices: sorted(indices),
    foreignKeys: sorted(foreignKeys.map((key) => ({ ...key, referencedDatabase: undefined }))),
  };
}
