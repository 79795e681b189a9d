import { createTeams } from '../support/harness/harness';
import { startAppProcess, type Answer, type AppProcess } from '../support/processes/app-process';
import { serverEnvironments, type ServerEnvironment } from '../support/environments/fault-injection';
import { startTcpProxy, type TcpProxy } from '../support/environments/tcp-proxy';

/*
 * The database is away: no process listens, or the server does not respond. The app has said how long it waits for a connection, and for
 * a query; a login ends as an error by then, and is well again when the database is, in the same process.
 */
const POOL = 4;
const TIMEOUTS = { connectTimeoutMS: 1000, extra: { query_timeout: 1000 } };
const LOGINS = 3000;
/** In bytes: an error with its stack is more. */
const RETAINED_BYTES_PER_SIGN_IN = 200;

describe.each(Object.keys(serverEnvironments) as (keyof typeof serverEnvironments)[])('%s', (name) => {
  let environment: ServerEnvironment;
  let proxy: TcpProxy;
  let app: AppProcess;
  beforeAll(async () => {
    environment = await serverEnvironments[name]();
    await createTeams(environment.dataSource);
    const { port } = environment.options as { port: number };
    proxy = await startTcpProxy(port);
    app = await startAppProcess({
      ...environment.options,
      ...TIMEOUTS,
      port: proxy.port,
      poolSize: POOL,
    } as never);
  });
  afterAll(async () => {
    await app.stop();
    await proxy.close();
    await environment.close();
  });
  const signInMany = (size: number, groups?: string) =>
    Promise.all(Array.from({ length: size }, (_, i) => app.signIn(`person-${i % 9}`, groups)));
  const errorsOf = (answers: Answer[]) => [
    ...new Set(answers.map((answer) => ('error' in answer ? answer.error : 'none'))),
  ];
  /** A sign-in of that moment, or one on a busy machine, may wait for more than the second that it has: then again. */
  async function expectRecovery(groups?: string): Promise<void> {
    const signInAll = async () => errorsOf(await signInMany(3 * POOL, groups));
    let errors = await signInAll();
    for (let retries = 0; retries < 50 && errors.join() !== 'none'; retries++) errors = await signInAll();
    expect(errors).toEqual(['none']);
  }

  beforeEach(async () => {
    await proxy.open();
    // Every connection of the pool is open and has been used when the database goes.
    await expectRecovery();
  });

  test('refuses connections', async () => {
    await proxy.close();
    await signInMany(POOL);
    expect(errorsOf(await signInMany(3 * POOL))).toEqual([expect.stringContaining('ECONNREFUSED')]);
    await proxy.open();
    await expectRecovery();
  });

  test('is killed, and started again', async () => {
    await environment.crash();
    expect(errorsOf(await signInMany(3 * POOL))).not.toContain('none');
    await environment.restart();
    await expectRecovery();
  });

  test('does not answer, and then does', async () => {
    proxy.stall();
    expect(errorsOf(await signInMany(3 * POOL, 'Managers'))).not.toContain('none');
    await proxy.open();
    await expectRecovery('Phishing');
  });

  test('never responds on the existing connections', async () => {
    proxy.stall();
    expect(errorsOf(await signInMany(3 * POOL, 'Managers'))).not.toContain('none');
    proxy.dropExistingConnections();
    await expectRecovery('Phishing');
  });

  test(`leaves nothing of ${LOGINS} logins in memory`, async () => {
    await proxy.close();
    const failing = async () => {
      for (let i = 0; i < LOGINS; i += 50) expect(errorsOf(await signInMany(50))).not.toContain('none');
    };
    // Until all is compiled, and every table has the size that it needs.
    await failing();
    const before = await app.heapUsed();
    await failing();
    expect((await app.heapUsed()) - before).toBeLessThan(LOGINS * RETAINED_BYTES_PER_SIGN_IN);
    await proxy.open();
    await expectRecovery();
  }, 300_000);
});
