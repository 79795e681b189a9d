import { openHarness, type Harness } from '../support/harness/harness';
import { Browser } from '../support/http/browser';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';
import { HOUR, MINUTE, setClock } from '../support/jest/fake-clock';

const NOON = Date.UTC(2030, 0, 1, 12);

let harness: Harness;
let app: PassportApp;
let browser: Browser;

/** Every sign-in is recorded to the hour, and a page wants a sync within five minutes. */
async function start(options: Parameters<typeof openHarness>[0] = {}): Promise<void> {
  setClock(NOON);
  harness = await openHarness({ lastSignInPrecision: '1h', ...options });
  app = await startPassportApp(harness.jit, {
    routes: (routes) =>
      routes.get('/api', harness.jit.requireFreshSync({ maxAge: '5m' }), (_req, res) => void res.json({})),
  });
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  browser = new Browser();
}
afterEach(() => harness.close());

async function signIn(groups?: string): Promise<void> {
  const query = groups === undefined ? '' : `&groups=${groups}`;
  expect(await browser.get(`${app.callbackUrl('okta')}?as=ada${query}`)).toMatchObject({ status: 200 });
}

async function visit(): Promise<unknown[]> {
  const { status, body } = await browser.get(`${app.url}/api`);
  return [status, (JSON.parse(body) as { code?: string }).code];
}

/** A user who is sent to sign-in again and again is in a loop; these users get the reason instead. */
describe('a user whom a new sign-in would not sync either', () => {
  test('because no groups arrived gets sync_unavailable, as long as the sign-in is recent', async () => {
    await start();
    await signIn();
    expect(await visit()).toEqual([403, 'sync_unavailable']);
    setClock(NOON + 6 * MINUTE);
    expect(await visit()).toEqual([401, 'sync_stale']);
    await signIn();
    expect(await visit()).toEqual([403, 'sync_unavailable']);
    // The provider is repaired.
    await signIn('Everyone');
    expect(await visit()).toEqual([200, undefined]);
  });

  test('because a mass removal is held gets sync_unavailable', async () => {
    await start({ removalSafeguard: { maxUsers: 1, maxShare: 0 } });
    await signIn('Everyone');
    await harness.signIn('bo', ['Everyone']);
    setClock(NOON + 2 * HOUR);
    await harness.signIn('bo', ['Unheard-of']);
    await signIn('Unheard-of');
    expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
    expect(await visit()).toEqual([403, 'sync_unavailable']);
    await harness.jit.releaseHeldRemovals();
    setClock(NOON + 2 * HOUR + 6 * MINUTE);
    expect(await visit()).toEqual([401, 'sync_stale']);
    await signIn('Unheard-of');
    expect(await visit()).toEqual([200, undefined]);
  });
});

test('a sign-in with notes counts as a sync', async () => {
  await start();
  await harness.dataSource.query("DELETE FROM jit_teams WHERE name = 'Analytics'");
  const groups = 'Administrators,Everyone';
  await harness.signIn('ada', groups.split(','));
  setClock(NOON + 30 * MINUTE);
  await signIn(groups);
  expect(await harness.audit('skipped')).toHaveLength(2);
  expect(await visit()).toEqual([200, undefined]);
});
