import type { DataSource } from 'typeorm';
import { TenantLimiter } from '../../src/database/tenant-limiter';

const limiterFor = (options: object) => new TenantLimiter({ options } as Pick<DataSource, 'options'>);

/** Work of `acme` that keeps its slot until it is told to end. */
function keepSlots(limiter: TenantLimiter, count: number) {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  return {
    release,
    done: Promise.all(Array.from({ length: count }, () => limiter.run('acme', () => released))),
  };
}

test.each([
  ['is half of the pool', { poolSize: 8 }, 4],
  ['is one of a pool of one', { poolSize: 1 }, 1],
  ['is half of 10 where no size is given', {}, 5],
  ['takes a size that is text', { poolSize: '8' }, 4],
  ['is half of 10 where the size is not a number', { poolSize: Number(undefined) }, 5],
  ['is half of 10 where the size is text that is not a number', { poolSize: 'many' }, 5],
  ['is half of 10 where the size is 0', { poolSize: 0 }, 5],
  ['takes the size of the driver before the one of TypeORM', { poolSize: 20, extra: { max: 4 } }, 2],
  ['takes the size of mysql2', { extra: { connectionLimit: 6 } }, 3],
])('the limit of a tenant %s', async (_what, options, limit) => {
  const limiter = limiterFor(options);
  const others = keepSlots(limiter, limit - 1);
  expect(limiter.isAtLimit('acme')).toBe(false);
  const last = keepSlots(limiter, 1);
  expect(limiter.isAtLimit('acme')).toBe(true);
  expect(limiter.isAtLimit('globex')).toBe(false);
  others.release();
  last.release();
  await Promise.all([others.done, last.done]);
  expect(limiter.isAtLimit('acme')).toBe(false);
});

test('1,000 calls of a tenant wait, and the next one is refused at once', async () => {
  const limiter = limiterFor({ poolSize: 2 });
  const calls = keepSlots(limiter, 1001);
  await expect(limiter.run('acme', () => Promise.resolve())).rejects.toMatchObject({
    code: 'store_busy',
    status: 503,
  });
  expect(await limiter.run('globex', () => Promise.resolve('free'))).toBe('free');
  calls.release();
  expect(await calls.done).toHaveLength(1001);
  expect(await limiter.run('acme', () => Promise.resolve('free'))).toBe('free');
});

test('a call within a slot takes no second one, and one outside of it waits', async () => {
  const limiter = limiterFor({ poolSize: 2 });
  const inner = () => limiter.run('acme', () => Promise.resolve('inner'));
  expect(await limiter.run('acme', () => limiter.shareSlot(inner))).toBe('inner');
  const calls = keepSlots(limiter, 1);
  let isWaiting = true;
  const outer = inner().then(() => (isWaiting = false));
  await limiter.run('globex', () => limiter.shareSlot(() => Promise.resolve()));
  expect(isWaiting).toBe(true);
  calls.release();
  await outer;
});
