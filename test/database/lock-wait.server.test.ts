import { createProvisioning, entities } from 'passport-jit';
import type { DataSource, QueryRunner } from 'typeorm';
import { logQueries } from '../support/databases/query-log';
import { isOn } from '../support/databases/database-type';
import { createTeams, identity, MAPPING, openDatabase } from '../support/harness/harness';

let dataSource: DataSource;
let app: DataSource;
let blocker: QueryRunner;
beforeEach(async () => {
  dataSource = await openDatabase();
  await createTeams(dataSource);
  // The one connection keeps its timeout.
  app = await openDatabase({ ...dataSource.options, synchronize: false, poolSize: 1 } as object);
  await app.query(
    isOn('mariadb') ? 'SET SESSION innodb_lock_wait_timeout = 1' : `SET lock_timeout = '200ms'`,
  );
  blocker = dataSource.createQueryRunner();
});
afterEach(async () => {
  await blocker.release();
  await app.destroy();
  await dataSource.destroy();
});

test('a sign-in that waits too long for a locked row fails at once, and leaves no trace', async () => {
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource: app, settings });
  const signIn = (groups: string[]) => jit.provision(identity('ada', groups), { provider: 'okta' });
  await signIn(['Everyone']);

  await blocker.startTransaction();
  await blocker.query('SELECT 1 FROM jit_users FOR UPDATE');
  const queries = logQueries(app);
  await expect(signIn(['Everyone', 'Phishing'])).rejects.toMatchObject({
    driverError: { code: isOn('mariadb') ? 'ER_LOCK_WAIT_TIMEOUT' : '55P03' },
  });
  await blocker.rollbackTransaction();
  expect(queries.filter(({ sql }) => sql.startsWith('START TRANSACTION'))).toHaveLength(1);
  expect(await dataSource.manager.count(entities.CaseGroupMembership)).toBe(0);

  expect(await signIn(['Everyone', 'Phishing'])).toMatchObject({ outcome: 'synced' });
});
