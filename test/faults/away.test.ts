import { makeTeams } from '../support/harness';
import { startAppProcess, type Answer, type AppProcess } from './app-process';
import { serverArenas, type ServerArena } from './arenas';
import { openGate, type Gate } from './gate';

/*
 * The database is away: nobody listens, or nobody answers. The app has said how long it waits for a connection, and for
 * a query; a login ends as an error by then, and is well again when the database is, in the same process.
 */
const POOL = 4;
const TIMEOUTS = { connectTimeoutMS: 1000, extra: { query_timeout: 1000 } };
const LOGINS = 3000;
/** In bytes: an error with its stack is more. */
const LEFT_OF_EACH = 200;

describe.each(Object.keys(serverArenas) as (keyof typeof serverArenas)[])('%s', (name) => {
  let arena: ServerArena;
  let gate: Gate;
  let app: AppProcess;
  beforeAll(async () => {
    arena = await serverArenas[name]();
    await makeTeams(arena.dataSource);
    const { port } = arena.options as { port: number };
    gate = await openGate(port);
    app = await startAppProcess({ ...arena.options, ...TIMEOUTS, port: gate.port, poolSize: POOL } as never);
  });
  afterAll(async () => {
    await app.stop();
    await gate.shut();
    await arena.close();
  });
  const crowd = (size: number, groups?: string) =>
    Promise.all(Array.from({ length: size }, (_, i) => app.signIn(`person-${i % 9}`, groups)));
  const errorsOf = (answers: Answer[]) => [
    ...new Set(answers.map((answer) => ('error' in answer ? answer.error : 'none'))),
  ];
  /** Whoever comes at the very moment may still have waited for too long. */
  async function isBack(groups?: string): Promise<void> {
    while ('error' in (await app.signIn('ada', groups)));
    expect(errorsOf(await crowd(3 * POOL, groups))).toEqual(['none']);
  }

  beforeEach(async () => {
    await gate.open();
    // Every connection of the pool is open and has been used when the database goes.
    await isBack();
  });

  test('refuses connections', async () => {
    await gate.shut();
    await crowd(POOL);
    expect(errorsOf(await crowd(3 * POOL))).toEqual([expect.stringContaining('ECONNREFUSED')]);
    await gate.open();
    await isBack();
  });

  test('is killed, and started again', async () => {
    await arena.crash();
    expect(errorsOf(await crowd(3 * POOL))).not.toContain('none');
    await arena.restart();
    await isBack();
  });

  test('does not answer, and then does', async () => {
    gate.silence();
    expect(errorsOf(await crowd(3 * POOL, 'Managers'))).not.toContain('none');
    await gate.open();
    await isBack('Phishing');
  });

  test('never answers on the connections that were there', async () => {
    gate.silence();
    expect(errorsOf(await crowd(3 * POOL, 'Managers'))).not.toContain('none');
    gate.forget();
    await isBack('Phishing');
  });

  test(`leaves nothing of ${LOGINS} logins in memory`, async () => {
    await gate.shut();
    const failing = async () => {
      for (let i = 0; i < LOGINS; i += 50) expect(errorsOf(await crowd(50))).not.toContain('none');
    };
    // Until all is compiled, and every table has the size that it needs.
    await failing();
    const before = await app.heap();
    await failing();
    expect((await app.heap()) - before).toBeLessThan(LOGINS * LEFT_OF_EACH);
    await gate.open();
    await isBack();
  }, 60_000);
});
