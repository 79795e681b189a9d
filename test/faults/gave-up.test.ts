import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { violations } from '../races/invariants';
import { identity, makeTeams, MAPPING, openDatabase } from '../support/harness';
import { serverArenas, type ServerArena } from './arenas';

/*
 * A login that gave up waiting for the database, in the middle of its transaction, must leave nothing of it on the
 * connection: whoever gets that next would commit it with their own.
 */
describe.each(Object.keys(serverArenas) as (keyof typeof serverArenas)[])('on %s', (name) => {
  let arena: ServerArena;
  let app: DataSource;
  beforeAll(async () => {
    arena = await serverArenas[name]();
    await makeTeams(arena.dataSource);
    app = await openDatabase({
      ...arena.options,
      synchronize: false,
      poolSize: 1,
      extra: { query_timeout: 400 },
    } as object);
  });
  afterAll(async () => {
    await app.destroy();
    await arena.close();
  });

  test('nothing of a login that timed out is there after the next one', async () => {
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
    const jit = createProvisioning({ dataSource: app, settings });
    const signIn = (subject: string) => jit.provision(identity(subject, ['Everyone']), { provider: 'okta' });

    const blocking = arena.dataSource.createQueryRunner();
    await blocking.startTransaction();
    // Its user is written by then.
    await arena.lockTable(blocking, 'jit_identities');
    await expect(signIn('ada')).rejects.toThrow('timeout');
    await blocking.rollbackTransaction();
    await blocking.release();

    expect(await signIn('bo')).toMatchObject({ outcome: 'created' });
    await arena.settled();
    expect(await violations(arena.dataSource, 'default')).toEqual([]);
    const users = await arena.dataSource.manager.find(entities.User);
    expect(users.map(({ email }) => email)).toEqual(['bo@example.com']);
  });
});
