import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { violations } from '../support/assertions/invariants';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';
import { serverEnvironments, type ServerEnvironment } from '../support/environments/fault-injection';

/*
 * A login that gave up waiting for the database, in the middle of its transaction, must leave nothing of it on the
 * connection: the next user of the connection would commit it.
 */
describe.each(Object.keys(serverEnvironments) as (keyof typeof serverEnvironments)[])('on %s', (name) => {
  let environment: ServerEnvironment;
  let app: DataSource;
  beforeAll(async () => {
    environment = await serverEnvironments[name]();
    await createTeams(environment.dataSource);
    app = await openDatabase({
      ...environment.options,
      synchronize: false,
      poolSize: 1,
      extra: { query_timeout: 400 },
    } as object);
  });
  afterAll(async () => {
    await app.destroy();
    await environment.close();
  });

  test('a login that timed out leaves nothing behind after the next one', async () => {
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
    const jit = createProvisioning({ dataSource: app, settings });
    const signIn = (subject: string) => jit.provision(identity(subject, ['Everyone']), { provider: 'okta' });

    const blocking = environment.dataSource.createQueryRunner();
    await blocking.startTransaction();
    // Its user is written by then.
    await environment.lockTable(blocking, 'jit_identities');
    await expect(signIn('ada')).rejects.toThrow('timeout');
    await blocking.rollbackTransaction();
    await blocking.release();

    expect(await signIn('bo')).toMatchObject({ outcome: 'created' });
    await environment.waitUntilIdle();
    expect(await violations(environment.dataSource, 'default')).toEqual([]);
    const users = await environment.dataSource.manager.find(entities.User);
    expect(users.map(({ email }) => email)).toEqual(['bo@example.com']);
  });
});
