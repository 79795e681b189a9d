import { entities as readyEntities } from 'passport-jit';
import { namingStrategies } from './naming-strategies';
import { fill, open, readsLikeFind, type Opened } from './reads-like-find';
import { richEntities } from './rich-entities';

/*
 * The library reads a user and all grants with one hand-written statement. What it makes of the rows must be what
 * TypeORM's own find makes of them, whatever the app's classes look like.
 */
let opened: Opened;
afterEach(() => opened.dataSource.destroy());

describe.each(Object.keys(namingStrategies) as (keyof typeof namingStrategies)[])('with %s', (names) => {
  const namingStrategy = namingStrategies[names];

  test('the ready entities', async () => {
    opened = await open(readyEntities, { namingStrategy });
    await readsLikeFind(opened);
  });

  test("the app's own classes with every kind of column", async () => {
    const tenantColumn = namingStrategy.columnName('tenant', '', []);
    const { entities, own } = richEntities({ tenantColumn });
    opened = await open(entities, { namingStrategy });
    await readsLikeFind(opened, () => fill(opened, own));
  });
});

test('a prefix of all tables', async () => {
  const { entities, own } = richEntities();
  opened = await open(entities, { entityPrefix: 'app_' });
  await readsLikeFind(opened, () => fill(opened, own));
});
