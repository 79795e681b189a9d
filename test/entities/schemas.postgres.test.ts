import { entities as readyEntities } from 'passport-jit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { newDatabase } from '../support/database';
import { fill, open, readsLikeFind, type Opened } from './reads-like-find';
import { richEntities } from './rich-entities';

/* Tables in schemas other than public, which only PostgreSQL has. */
let opened: Opened;
afterEach(() => opened.dataSource.destroy());

test('every table in one', async () => {
  opened = await open(readyEntities, {
    ...(await withSchema('accounts')),
    schema: 'accounts',
  } as Partial<DataSourceOptions>);
  await readsLikeFind(opened);
});

test("the app's own classes in one, the ready ones in another", async () => {
  const { entities, own } = richEntities({ schema: 'Own people' });
  opened = await open(entities, { ...(await withSchema('Own people')), entityPrefix: 'app_' });
  await readsLikeFind(opened, () => fill(opened, own));
});

async function withSchema(schema: string): Promise<DataSourceOptions> {
  const options = await newDatabase();
  const admin = await new DataSource(options).initialize();
  await admin.query(`CREATE SCHEMA "${schema}"`);
  await admin.destroy();
  return options;
}
