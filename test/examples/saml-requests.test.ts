import type { Profile, VerifyWithoutRequest } from '@node-saml/passport-saml';
import { Pool } from 'pg';
import { SamlRequestCache } from '../../examples/cluster/saml-requests';
import { startPostgres, type Postgres } from '../support/databases/postgres-server';

let postgres: Postgres;
let pool: Pool;
/** Two instances of an app. */
let one: SamlRequestCache;
let other: SamlRequestCache;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  const { username: user, ...options } = await postgres.createDatabase();
  pool = new Pool({ ...options, user });
  // The server is stopped while the last connections of an ended pool are still closing.
  pool.on('error', () => {});
  await pool.query(SamlRequestCache.TABLE);
  [one, other] = [new SamlRequestCache(pool), new SamlRequestCache(pool)];
});
afterEach(() => pool.end());

const INSTANT = '2026-01-01T00:00:00.000Z';

/** How a verify callback ends for an answer to this request. */
function verified(requests: SamlRequestCache, inResponseTo?: string): Promise<unknown> {
  const accept: VerifyWithoutRequest = (_profile, done) => done(null, { id: 'bo' });
  const profile = { inResponseTo } as unknown as Profile;
  return new Promise((resolve) => {
    requests.acceptOnce(accept)(profile, (error, user) => resolve(error ?? user));
  });
}

test('a request of one instance is known to the others, until it is answered', async () => {
  expect(await one.saveAsync('_1', INSTANT)).toEqual({ value: INSTANT, createdAt: expect.any(Number) });
  expect(await other.saveAsync('_1', 'another')).toBeNull();
  expect(await other.getAsync('_1')).toBe(INSTANT);
  expect(await other.removeAsync('_1')).toBe('_1');
  expect(await one.getAsync('_1')).toBeNull();
  expect(await one.removeAsync('_1')).toBeNull();
  expect(await one.removeAsync(null)).toBeNull();
});

test('of two copies of an answer that come at the same moment, one counts', async () => {
  await one.saveAsync('_1', INSTANT);
  // Both have looked before either removes.
  expect([await one.getAsync('_1'), await other.getAsync('_1')]).toEqual([INSTANT, INSTANT]);
  await Promise.all([one.removeAsync('_1'), other.removeAsync('_1')]);
  const ends = await Promise.all([verified(one, '_1'), verified(other, '_1')]);
  expect(ends.filter((end) => !(end instanceof Error))).toEqual([{ id: 'bo' }]);
  expect(ends).toContainEqual(new Error('This SAML response has been used already.'));
});

test('passport-saml decides about an unsolicited response', async () => {
  expect(await verified(one)).toEqual({ id: 'bo' });
});

test('a fault of the database ends the sign-in as a fault', async () => {
  await pool.query('DROP TABLE saml_requests');
  expect(await verified(one, '_1')).toMatchObject({ code: '42P01' });
});

test('a request expires, and goes with the next one', async () => {
  const brief = new SamlRequestCache(pool, '0 seconds');
  await brief.saveAsync('_1', INSTANT);
  expect(await one.getAsync('_1')).toBeNull();
  await one.saveAsync('_2', INSTANT);
  expect((await pool.query('SELECT id FROM saml_requests')).rows).toEqual([{ id: '_2' }]);
});
