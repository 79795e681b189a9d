import {
  createProvisioning,
  entities as readyEntities,
  ProvisioningSubscriber,
  type EntitySet,
  type Provisioning,
  type UserBase,
} from 'passport-jit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { identity } from '../support/harness';
import { startPostgres, type Postgres } from '../support/postgres';
import { namingStrategies } from './naming-strategies';
import { richEntities } from './rich-entities';
import { sampleValues, type Database } from './rich-columns';

/*
 * The library reads a user and all grants with one hand-written statement. What it makes of the rows must be what
 * TypeORM's own find makes of them, whatever the app's classes look like.
 */
let postgres: Postgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

let dataSource: DataSource;
afterEach(() => dataSource.destroy());

const databases: Record<Database, () => Promise<DataSourceOptions>> = {
  'better-sqlite3': async () => ({ type: 'better-sqlite3', database: ':memory:' }),
  postgres: () => postgres.newDatabase(),
};

describe.each(['better-sqlite3', 'postgres'] as const)('on %s', (database) => {
  describe.each(Object.keys(namingStrategies) as (keyof typeof namingStrategies)[])('with %s', (names) => {
    const namingStrategy = namingStrategies[names];

    test('the ready entities', async () => {
      await open(readyEntities, { ...(await databases[database]()), namingStrategy });
      await readsLikeFind(readyEntities);
    });

    test("the app's own classes with every kind of column", async () => {
      const tenantColumn = namingStrategy.columnName('tenant', '', []);
      const { entities, own } = richEntities(database, { tenantColumn });
      await open(entities, { ...(await databases[database]()), namingStrategy });
      await readsLikeFind(entities, () => fill(own, database));
    });
  });

  test('a prefix of all tables', async () => {
    const { entities, own } = richEntities(database);
    await open(entities, { ...(await databases[database]()), entityPrefix: 'app_' });
    await readsLikeFind(entities, () => fill(own, database));
  });
});

describe('on PostgreSQL, in schemas other than public', () => {
  test('every table in one', async () => {
    await open(readyEntities, { ...(await inSchema('accounts')), schema: 'accounts' });
    await readsLikeFind(readyEntities);
  });

  test("the app's own classes in one, the ready ones in another", async () => {
    const { entities, own } = richEntities('postgres', { schema: 'Own people' });
    await open(entities, { ...(await inSchema('Own people')), entityPrefix: 'app_' });
    await readsLikeFind(entities, () => fill(own, 'postgres'));
  });

  async function inSchema(schema: string) {
    const options = await postgres.newDatabase();
    const admin = await new DataSource(options).initialize();
    await admin.query(`CREATE SCHEMA "${schema}"`);
    await admin.destroy();
    return options;
  }
});

async function open(entities: EntitySet, options: DataSourceOptions): Promise<void> {
  dataSource = await new DataSource({
    ...options,
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();
}

/** Names that a careless way of quoting would break. */
const NAMES = ['plain', "O'Hara", 'say "hi"', 'back\\slash', 'täglich 🚒', '{"json":[1]}', ':named', '$1'];
const GROUPS = Array.from({ length: 40 }, (_, i) => `${NAMES[i % NAMES.length]} ${i}`);
const MAPPING = {
  tenant_owners_groups: ['plain 0'],
  tenant_permission: GROUPS.map((name) => ({ group_name: name, permission_name: `may ${name}` })),
  mappings: GROUPS.flatMap((name, i) => [
    { group_name: name, team_name: `team ${name}`, role_name: 'EDITOR' },
    { group_name: name, team_name: `team ${i % 3}`, case_group_name: `case ${name}`, role_name: 'VIEWER' },
  ]),
};

async function readsLikeFind(entities: EntitySet, change: () => Promise<void> = async () => {}) {
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource, entities, settings, createMissingTeams: true });
  await jit.provision(identity('bo', GROUPS.slice(0, 5)), { provider: 'okta' });
  const created = await jit.provision(identity('ada', GROUPS), { provider: 'okta' });
  expect(created.outcome).toBe('created');
  const { id } = created.user!;
  expect(created.user!.memberships).toHaveLength(40);
  expect(created.user!.caseGroupMemberships).toHaveLength(40);
  expect(created.user!.tenantPermissions).toHaveLength(40);
  expect(byId(created.user!)).toStrictEqual(await found(entities, id));

  await change();
  const expected = await found(entities, id);
  expect(byId(await deserialized(jit, id))).toStrictEqual(expected);

  const again = await jit.provision(identity('ada', GROUPS), { provider: 'okta' });
  expect(again.outcome).toBe('unchanged');
  // What is told of a sign-in that wrote nothing is when it was.
  const { lastSignInAt, lastSyncedAt } = again.user!;
  expect(byId(again.user!)).toStrictEqual(Object.assign(expected, { lastSignInAt, lastSyncedAt }));

  const fewer = await jit.provision(identity('ada', GROUPS.slice(2)), { provider: 'okta' });
  expect(fewer.user!.memberships).toHaveLength(38);
  expect(byId(fewer.user!)).toStrictEqual(await found(entities, id));
}

/** The user as TypeORM reads one, with the grants in the library's order. */
async function found(entities: EntitySet, id: string) {
  const user = await dataSource.manager.findOneOrFail(entities.User, {
    where: { id },
    // A join would multiply them all with each other.
    relationLoadStrategy: 'query',
    relations: {
      memberships: { team: true },
      caseGroupMemberships: { caseGroup: { team: true } },
      tenantPermissions: true,
    },
  });
  return byId(user);
}

/** TypeORM promises no order of what a user has. */
function byId(user: UserBase): UserBase {
  for (const grants of [user.memberships, user.caseGroupMemberships, user.tenantPermissions]) {
    grants.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return user;
}

function deserialized(jit: Provisioning, id: string): Promise<UserBase> {
  return new Promise((resolve, reject) =>
    jit.deserializeUser({ id, syncedAt: null }, (error, user) =>
      error ? reject(error) : resolve(user as UserBase),
    ),
  );
}

/** Writes values into the app's own columns, past every guard. */
async function fill(own: Record<string, new () => object>, database: Database): Promise<void> {
  for (const Class of Object.values(own)) {
    const update = dataSource.createQueryBuilder().update(Class).set(sampleValues(database));
    const { affected } = await update.callListeners(false).execute();
    if (database === 'postgres') expect(affected).toBeGreaterThan(0);
  }
}
