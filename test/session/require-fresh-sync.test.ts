import { entities, type ProvisioningOptions } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';
import { HOUR, MINUTE, setClock } from '../support/jest/fake-clock';

const NOON = Date.UTC(2030, 0, 1, 12);
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const JSON_CLIENT = { accept: 'application/json' };

let harness: Harness;
let app: PassportApp;
let browser: Browser;

async function start(options: Partial<ProvisioningOptions> = {}): Promise<void> {
  setClock(NOON);
  harness = await openHarness(options);
  app = await startPassportApp(harness.jit, {
    routes: (routes) => {
      for (const maxAge of ['5m', '8h'] as const) {
        const fresh = harness.jit.requireFreshSync({ maxAge, signInUrl: '/enter' });
        routes.all(`/reports/${maxAge}`, fresh, (_req, res) => void res.json('reports'));
        routes.all(
          `/api/${maxAge}`,
          harness.jit.requireFreshSync({ maxAge }),
          (_req, res) => void res.json('api'),
        );
      }
      routes.get('/enter', (_req, res) => void res.send('Who are you?'));
    },
  });
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  browser = new Browser();
}
afterEach(() => harness.close());

const signIn = (groups?: string) =>
  browser.get(`${app.callbackUrl('okta')}?as=ada${groups === undefined ? '' : `&groups=${groups}`}`);

async function visit(path: string, headers: Record<string, string> = JSON_CLIENT) {
  const { status, headers: answer, body, url } = await browser.get(app.url + path, headers);
  const isProblem = answer.get('content-type') === 'application/problem+json';
  return isProblem ? [status, (JSON.parse(body) as { code: string }).code] : [status, new URL(url).pathname];
}

test('admits a session with a recent sync, and requires a new sign-in later', async () => {
  await start();
  await signIn('Everyone');
  setClock(NOON + 8 * HOUR);
  expect(await visit('/reports/8h', HTML)).toEqual([200, '/reports/8h']);
  setClock(NOON + 8 * HOUR + 1);
  expect(await visit('/reports/8h', HTML)).toEqual([200, '/enter']);
  expect(await visit('/reports/8h')).toEqual([401, 'sync_stale']);
  expect(await visit('/api/8h', HTML)).toEqual([401, 'sync_stale']);
  const posted = await browser.post(`${app.url}/reports/8h`, {}, HTML);
  expect([posted.status, JSON.parse(posted.body).code]).toEqual([401, 'sync_stale']);

  await signIn('Everyone');
  expect(await visit('/reports/8h', HTML)).toEqual([200, '/reports/8h']);
});

test('is exact for the session of a sign-in that changed nothing', async () => {
  await start();
  await signIn('Everyone');
  setClock(NOON + 30 * MINUTE);
  expect(await visit('/api/5m')).toEqual([401, 'sync_stale']);
  await signIn('Everyone');
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
  setClock(NOON + 36 * MINUTE);
  expect(await visit('/api/5m')).toEqual([401, 'sync_stale']);
});

test('a sync in another browser counts for this one', async () => {
  await start();
  await signIn('Everyone');
  setClock(NOON + 9 * HOUR);
  expect(await visit('/api/8h')).toEqual([401, 'sync_stale']);
  await new Browser().get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  expect(await visit('/api/8h')).toEqual([200, '/api/8h']);
});

test.each([
  ['back by a day', new Date(NOON - 24 * HOUR)],
  ['back by some minutes', new Date(NOON - 6 * MINUTE)],
  ['to nothing', null],
])('the moment of the last sync, set %s by hand, has the user sign in again', async (_how, lastSyncedAt) => {
  await start();
  await signIn('Everyone');
  // Now the row is older than the session, and that alone means nothing.
  setClock(NOON + MINUTE);
  await signIn('Everyone');
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
  await harness.dataSource.manager.update(entities.User, { tenant: 'default' }, { lastSyncedAt });
  expect(await visit('/api/5m')).toEqual([401, 'sync_stale']);
  setClock(NOON + 2 * MINUTE);
  await signIn('Everyone');
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
});

test('a sync on an instance whose clock is ahead is no fresh one, until the user signs in again', async () => {
  await start();
  setClock(NOON + 30 * 24 * HOUR);
  await signIn('Everyone');
  setClock(NOON);
  expect(await visit('/api/5m')).toEqual([401, 'sync_stale']);
  expect(await visit('/api/8h')).toEqual([401, 'sync_stale']);
  const elsewhere = new Browser();
  await elsewhere.get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  // The row is right again, and the session, which is not, says nothing against it.
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
  setClock(NOON + 6 * MINUTE);
  expect(await visit('/api/5m')).toEqual([401, 'sync_stale']);
});

test('a session from an instance whose clock is ahead uses the times of the row', async () => {
  await start();
  await signIn('Everyone');
  // The row is exact enough, so that the session alone has the time of this sign-in.
  setClock(NOON + 30 * MINUTE);
  await signIn('Everyone');
  setClock(NOON + 4 * MINUTE);
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
  setClock(NOON + 6 * MINUTE);
  expect(await visit('/api/5m')).toEqual([401, 'sync_stale']);
});

test('a sync some minutes ahead is fresh: no two clocks are the same', async () => {
  await start();
  setClock(NOON + 4 * MINUTE);
  await signIn('Everyone');
  setClock(NOON);
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
});

test('uses the times of the sign-in even if the app puts a copy of the user into the session', async () => {
  await start();
  const routed = await startPassportApp(harness.jit, {
    routes: (routes, passport) => {
      routes.get('/copy', (req, res, next) => {
        passport.authenticate('named', (error: unknown, user: Express.User) => {
          if (error) return next(error);
          req.logIn(Object.assign({}, user), (failed) => (failed ? next(failed) : res.json({})));
        })(req, res, next);
      });
      routes.get('/api', harness.jit.requireFreshSync({ maxAge: '5m' }), (_req, res) => void res.json({}));
    },
  });
  routed.use('named', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  for (const minutes of [0, 30]) {
    setClock(NOON + minutes * MINUTE);
    await browser.get(`${routed.url}/copy?as=ada&groups=Everyone`);
    expect((await browser.get(`${routed.url}/api`)).status).toBe(200);
  }
});

test('a user who is not signed in must sign in', async () => {
  await start();
  expect(await visit('/api/8h')).toEqual([401, 'sign_in_required']);
  expect(await visit('/reports/8h', HTML)).toEqual([200, '/enter']);
});

test.each([
  ['off', false],
  ['only reporting', 'report-only'],
] as const)('admits every user with enhanced sync %s', async (_word, enhancedSync) => {
  const settings = { justInTime: true, enhancedSync, groupAttribute: 'groups', mapping: MAPPING };
  await start({ settings });
  await signIn('Everyone');
  setClock(NOON + 1000 * HOUR);
  expect(await visit('/api/5m')).toEqual([200, '/api/5m']);
});

test.each(['soon', '', -1, NaN, Infinity, undefined])('%j is no age: an error at start', async (maxAge) => {
  await start();
  const make = () => harness.jit.requireFreshSync({ maxAge: maxAge as never });
  expect(make).toThrow(expect.objectContaining({ code: 'options_invalid' }));
});

test('a fault of the database is an error, never a way in', async () => {
  await start({ settings: undefined });
  await harness.jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'root' });
  await signIn('Everyone');
  expect(await visit('/api/8h')).toEqual([200, '/api/8h']);
  await harness.dataSource.query('DROP TABLE jit_settings');
  expect((await browser.get(`${app.url}/api/8h`)).status).toBe(500);
});
