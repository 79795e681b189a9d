import { entities as defaultEntities } from 'passport-jit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createDatabase } from '../support/databases/create-database';
import {
  fillCustomColumns,
  openEntityDatabase,
  expectToMatchFind,
  type EntityDatabase,
} from '../support/assertions/matches-typeorm-find';
import { createCustomEntities } from '../support/fixtures/custom-entities';

/* Tables in schemas other than public, which only PostgreSQL has. */
let opened: EntityDatabase;
afterEach(() => opened.dataSource.destroy());

test('every table in one', async () => {
  opened = await openEntityDatabase(defaultEntities, {
    ...(await withSchema('accounts')),
    schema: 'accounts',
  } as Partial<DataSourceOptions>);
  await expectToMatchFind(opened);
});

test("the app's own classes in one, the ready ones in another", async () => {
  const { entities, own } = createCustomEntities({ schema: 'Own people' });
  opened = await openEntityDatabase(entities, { ...(await withSchema('Own people')), entityPrefix: 'app_' });
  await expectToMatchFind(opened, () => fillCustomColumns(opened, own));
});

async function withSchema(schema: string): Promise<DataSourceOptions> {
  const options = await createDatabase();
  const admin = await new DataSource(options).initialize();
  await admin.query(`CREATE SCHEMA "${schema}"`);
  await admin.destroy();
  return options;
}
