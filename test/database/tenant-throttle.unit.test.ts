import { TenantThrottle } from '../../src/database/tenant-throttle';

/** A process whose clock and event loop a test moves. */
function createProcess() {
  let [now, activeMs] = [1000, 0];
  return {
    now: () => now,
    activeMs: () => activeMs,
    /** Time passes, in which the event loop is busy for a part. */
    pass(ms: number, utilization: number) {
      now += ms;
      activeMs += ms * utilization;
    },
  };
}

/** Two tenants call, and time passes. */
async function createThrottle({ tenants = ['hostile', 'honest'], utilization = 1 } = {}) {
  const times = createProcess();
  const throttle = new TenantThrottle(times);
  for (let i = 0; i < 10; i++) {
    for (const tenant of tenants) await throttle.run(tenant, () => Promise.resolve());
    times.pass(50, utilization);
  }
  return { throttle, times };
}

/** Calls that wait for a test to end them. */
function startCalls(throttle: TenantThrottle, tenant: string, count: number) {
  let running = 0;
  let isOver = false;
  const ends: (() => void)[] = [];
  const calls = Array.from({ length: count }, () =>
    throttle.run(tenant, () => {
      running += 1;
      return isOver ? Promise.resolve() : new Promise<void>((end) => ends.push(end));
    }),
  );
  return {
    calls,
    running: () => running,
    async end(): Promise<void> {
      isOver = true;
      for (const end of ends) end();
      await Promise.all(calls);
    },
  };
}

test('two calls of a tenant run at a time while the process is busy, and those of another tenant at once', async () => {
  const { throttle } = await createThrottle();
  const hostile = startCalls(throttle, 'hostile', 10);
  const honest = startCalls(throttle, 'honest', 2);
  expect([hostile.running(), honest.running()]).toEqual([2, 2]);
  await Promise.all([hostile.end(), honest.end()]);
  expect(hostile.running()).toBe(10);
});

test.each([
  ['of a tenant that is alone', { tenants: ['hostile'] }],
  ['of a process that has time', { utilization: 0.4 }],
])('all calls %s run at once', async (_, options) => {
  const { throttle } = await createThrottle(options);
  const { running, end } = startCalls(throttle, 'hostile', 10);
  expect(running()).toBe(10);
  await end();
});

test('the throttle ends when the other tenant has stopped, or the process has had time for a while', async () => {
  const { throttle, times } = await createThrottle();
  times.pass(1500, 1);
  const alone = startCalls(throttle, 'hostile', 10);
  expect(alone.running()).toBe(10);
  await alone.end();
  for (let i = 0; i < 30; i++) {
    for (const tenant of ['hostile', 'honest']) await throttle.run(tenant, () => Promise.resolve());
    times.pass(100, 0.1);
  }
  const idle = startCalls(throttle, 'hostile', 10);
  expect(idle.running()).toBe(10);
  await idle.end();
});

test('a call that takes long, because it waits for something else, keeps no slot', async () => {
  const { throttle } = await createThrottle();
  const slow = startCalls(throttle, 'hostile', 2);
  const next = throttle.run('hostile', () => Promise.resolve('next'));
  expect(await next).toBe('next');
  await slow.end();
});

test('a call whose tenant is known at its end waits then, and only while the tenant is throttled', async () => {
  const { throttle } = await createThrottle();
  const { end } = startCalls(throttle, 'hostile', 2);
  let isOver = false;
  const passing = throttle.pass('hostile')!.then(() => (isOver = true));
  await throttle.pass('honest');
  expect(isOver).toBe(false);
  await end();
  await passing;
  expect((await createThrottle({ utilization: 0.1 })).throttle.pass('hostile')).toBeUndefined();
});

test('long work rests only while the process is busy', async () => {
  const { throttle } = await createThrottle();
  expect(throttle.rest(1)).toBeUndefined();
  await expect(throttle.rest(6)).resolves.toBeUndefined();
  expect((await createThrottle({ tenants: ['hostile'] })).throttle.rest(6)).toBeUndefined();
});

test('a call of a tenant with 1,000 calls that wait is refused', async () => {
  const { throttle } = await createThrottle();
  const { running, end } = startCalls(throttle, 'hostile', 1002);
  const refused = throttle.run('hostile', () => Promise.resolve());
  await expect(refused).rejects.toMatchObject({ code: 'store_busy', status: 503 });
  await throttle.run('honest', () => Promise.resolve());
  expect(running()).toBe(2);
  await end();
});
