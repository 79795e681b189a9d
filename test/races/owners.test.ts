import { entities, ProvisioningSubscriber } from 'passport-jit';
import { DataSource } from 'typeorm';
import { makeTeams, MAPPING, openDatabase } from '../support/harness';
import { startPostgres, type Postgres, type PostgresOptions } from '../support/postgres';
import { run, type Result, type SignIn } from './job';
import { startWorkers, type Workers } from './workers';

/*
 * Every owner of a tenant signs in at the same moment, and the mapping names none of them any more. Each sees that
 * there are others, so without a lock all of them would lose the status.
 */
const OWNERS = 8;
const ROUNDS = 4;
const signIns: SignIn[] = Array.from({ length: OWNERS }, (_, i) => ({
  subject: `owner ${i}`,
  groups: ['Administrators'],
}));
const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const mapping = { ...MAPPING, tenant_owners_groups: ['Nobody'] };

async function oneStays(
  dataSource: DataSource,
  tenant: string,
  rush: (options: object, signIns: SignIn[]) => Promise<Result[]>,
): Promise<void> {
  const { User, AuditEvent } = entities;
  await makeTeams(dataSource, tenant);
  await rush({ settings }, signIns);
  expect(await dataSource.manager.countBy(User, { tenant, tenantOwner: true })).toBe(OWNERS);

  const results = await rush({ settings: { ...settings, mapping } }, signIns);
  expect(results.map(({ outcome, code }) => code ?? outcome).sort()).toEqual([
    ...Array<string>(OWNERS - 1).fill('synced'),
    'unchanged',
  ]);
  expect(await dataSource.manager.countBy(User, { tenant, tenantOwner: true })).toBe(1);
  const skipped = await dataSource.manager.findBy(AuditEvent, { tenant, type: 'skipped' });
  expect(skipped.map(({ details }) => details)).toEqual([{ notes: [{ kind: 'lastOwner' }] }]);
  expect(await dataSource.manager.countBy(AuditEvent, { tenant, type: 'changed' })).toBe(OWNERS - 1);
}

describe('on PostgreSQL, from four processes', () => {
  let postgres: Postgres;
  let workers: Workers;
  beforeAll(async () => {
    [postgres, workers] = await Promise.all([startPostgres(), startWorkers(4)]);
  });
  afterAll(async () => {
    await workers.stop();
    await postgres.stop();
  });

  // What a database takes for its default is not for this library to choose.
  test.each(['read committed', 'repeatable read', 'serializable'])(
    'whose default is %s',
    async (isolation) => {
      const options = await databaseWith(isolation);
      const dataSource = await new DataSource({
        ...options,
        synchronize: true,
        entities: Object.values(entities),
        subscribers: [ProvisioningSubscriber],
      }).initialize();
      for (let round = 0; round < ROUNDS; round += 1) {
        const tenant = `round ${round}`;
        await oneStays(dataSource, tenant, (given, crowd) => {
          return workers.run(options, { tenant, options: given, signIns: crowd });
        });
      }
      await dataSource.destroy();
    },
  );

  async function databaseWith(isolation: string): Promise<PostgresOptions> {
    const options = await postgres.newDatabase();
    const admin = await new DataSource(options).initialize();
    await admin.query(
      `ALTER DATABASE ${options.database} SET default_transaction_isolation = '${isolation}'`,
    );
    await admin.destroy();
    return options;
  }
});

test('on SQLite', async () => {
  const dataSource = await openDatabase();
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `round ${round}`;
    await oneStays(dataSource, tenant, (options, crowd) =>
      run(dataSource, { tenant, options, signIns: crowd }),
    );
  }
  await dataSource.destroy();
});
