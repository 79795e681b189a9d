import { DataSource, type DataSourceOptions } from 'typeorm';
import { createDatabase } from '../support/databases/create-database';
import { namingStrategies } from '../support/fixtures/naming-strategies';
import { testSetups } from '../support/scenario/test-setups';

/* Tables in another schema than `public`, which only PostgreSQL has. */
async function inSchema(schema: string, more: object = {}): Promise<Partial<DataSourceOptions>> {
  const options = await createDatabase();
  const admin = await new DataSource(options).initialize();
  await admin.query(`CREATE SCHEMA "${schema}"`);
  await admin.destroy();
  return { ...options, schema, ...more } as Partial<DataSourceOptions>;
}

testSetups({
  'a schema': { options: () => inSchema('accounts', { synchronize: true }) },
  'a schema, with the migrations': { options: () => inSchema('accounts'), isMigrated: true },
  'a schema with a name that needs quotes, a prefix and a naming strategy, with the migrations': {
    options: () =>
      inSchema('Own people', {
        entityPrefix: 'app_',
        namingStrategy: namingStrategies['names in capitals'],
      }),
    isMigrated: true,
  },
});
