import { TenantQueue, type TenantQueueOptions } from '../../src/validation/tenant-queue';

const createQueue = (options: Partial<TenantQueueOptions> = {}) =>
  new TenantQueue({
    ...{ maxRunning: 1, maxWaiting: 2, timeoutMs: undefined },
    toError: (reason) => new Error(reason),
    ...options,
  });

const busy = (ms: number) => () => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return Promise.resolve(performance.now());
};

test('a slot rests in proportion to the call that had it', async () => {
  const queue = createQueue({ restRatio: 2 });
  const [first, second] = await Promise.all([queue.run('acme', busy(20)), queue.run('acme', busy(1))]);
  expect(second - first).toBeGreaterThanOrEqual(39);
});

test('a slot for which no call waits does not rest, if the queue says so', async () => {
  const queue = createQueue({ restRatio: () => 1000, restOnlyIfWaiting: true });
  await queue.run('acme', busy(20));
  expect(queue.isAtLimit('acme')).toBe(false);
});

test('a call that takes too long goes on without its slot', async () => {
  const queue = createQueue({ maxSlotMs: 10 });
  let end = () => {};
  const long = queue.run('acme', () => new Promise<void>((resolve) => (end = resolve)));
  expect(await queue.run('acme', () => Promise.resolve('next'))).toBe('next');
  end();
  await long;
  // Its slot was not released twice.
  const running = queue.run('acme', () => new Promise<void>((resolve) => (end = resolve)));
  expect(queue.isAtLimit('acme')).toBe(true);
  end();
  await running;
});

test('the calls that wait are limited', async () => {
  const queue = createQueue();
  let end = () => {};
  const calls = [queue.run('acme', () => new Promise<void>((resolve) => (end = resolve)))];
  for (let i = 0; i < 2; i++) calls.push(queue.run('acme', () => Promise.resolve()));
  await expect(queue.run('acme', () => Promise.resolve())).rejects.toThrow(
    '2 calls of this tenant are waiting',
  );
  expect(await queue.run('globex', () => Promise.resolve('other'))).toBe('other');
  end();
  await Promise.all(calls);
});
