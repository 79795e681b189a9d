import { entities as defaultEntities } from 'passport-jit';
import { namingStrategies } from '../support/fixtures/naming-strategies';
import {
  fillCustomColumns,
  openEntityDatabase,
  expectToMatchFind,
  type EntityDatabase,
} from '../support/assertions/matches-typeorm-find';
import { createCustomEntities } from '../support/fixtures/custom-entities';

/*
 * The library reads a user and all grants with one hand-written statement. What it makes of the rows must be what
 * TypeORM's own find makes of them, whatever the app's classes look like.
 */
let opened: EntityDatabase;
afterEach(() => opened.dataSource.destroy());

describe.each(Object.keys(namingStrategies) as (keyof typeof namingStrategies)[])('with %s', (names) => {
  const namingStrategy = namingStrategies[names];

  test('the ready entities', async () => {
    opened = await openEntityDatabase(defaultEntities, { namingStrategy });
    await expectToMatchFind(opened);
  });

  test("the app's own classes with every kind of column", async () => {
    const tenantColumn = namingStrategy.columnName('tenant', '', []);
    const { entities, own } = createCustomEntities({ tenantColumn });
    opened = await openEntityDatabase(entities, { namingStrategy });
    await expectToMatchFind(opened, () => fillCustomColumns(opened, own));
  });
});

test('a prefix of all tables', async () => {
  const { entities, own } = createCustomEntities();
  opened = await openEntityDatabase(entities, { entityPrefix: 'app_' });
  await expectToMatchFind(opened, () => fillCustomColumns(opened, own));
});
