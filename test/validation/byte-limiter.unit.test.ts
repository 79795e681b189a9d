import { ByteLimiter } from '../../src/validation/byte-limiter';

const createLimiter = (timeoutMs = 60_000) =>
  new ByteLimiter({ maxBytes: 10, timeoutMs, toError: (reason) => new Error(reason) });

/** Starts work of a size, which the test ends. */
function start(limiter: ByteLimiter, bytes: number) {
  let end = () => {};
  const work = { isRunning: false, end: () => end(), done: Promise.resolve() };
  work.done = limiter.run(bytes, () => {
    work.isRunning = true;
    return new Promise<void>((resolve) => (end = resolve));
  });
  return work;
}

test('work runs at the same time as long as it fits in, and the rest in the order of arrival', async () => {
  const limiter = createLimiter();
  const [first, second, third, small] = [4, 6, 5, 1].map((bytes) => start(limiter, bytes));
  const running = () => [first, second, third, small].map((work) => work!.isRunning);
  // Small work does not overtake, so that large work gets its turn.
  expect(running()).toEqual([true, true, false, false]);
  first!.end();
  await first!.done;
  expect(running()).toEqual([true, true, false, false]);
  second!.end();
  await second!.done;
  await Promise.resolve();
  expect(running()).toEqual([true, true, true, true]);
});

test('work that is larger than the limit runs alone', async () => {
  const limiter = createLimiter();
  const large = start(limiter, 100);
  const other = start(limiter, 1);
  expect([large.isRunning, other.isRunning]).toEqual([true, false]);
  large.end();
  await large.done;
  await Promise.resolve();
  expect(other.isRunning).toBe(true);
});

test('work that fails gives its bytes back', async () => {
  const limiter = createLimiter();
  await expect(limiter.run(10, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(start(limiter, 10).isRunning).toBe(true);
});

test('work that waits too long is refused, and holds up no later work', async () => {
  const limiter = createLimiter(20);
  const first = start(limiter, 8);
  const tooLarge = start(limiter, 9);
  const refused = expect(tooLarge.done).rejects.toThrow('took longer than 20 ms');
  const small = limiter.run(1, () => Promise.resolve('small'));
  await refused;
  // It has waited as long, so it is refused at the same moment, or runs.
  await Promise.allSettled([small]);
  expect(tooLarge.isRunning).toBe(false);
  expect(await limiter.run(2, () => Promise.resolve('next'))).toBe('next');
  first.end();
});
