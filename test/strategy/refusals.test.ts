import type { Express } from 'express';
import type { AuthenticateOptions } from 'passport';
import { Browser } from '../support/http/browser';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp, type AppOptions } from '../support/apps/passport-app';
import { CustomStrategy, QueryStrategy } from '../support/strategies/custom-strategy';

const SETTINGS = { justInTime: false, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
const SENTENCE = 'There is no account for you here yet. Ask an administrator to invite you.';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: SETTINGS });
});
afterEach(() => harness.close());

/** An app that refuses every user, because it has no users. */
async function refuse(
  authenticate: AuthenticateOptions & Record<string, unknown>,
  routes?: AppOptions['routes'],
) {
  const app = await startPassportApp(harness.jit, { authenticate, ...(routes && { routes }) });
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  const browser = new Browser();
  const page = await browser.get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  return { app, browser, page };
}

/** A page that shows the messages of the session. */
function messages(app: Express): void {
  app.get('/refused', (req, res) => void res.json((req.session as { messages?: unknown }).messages ?? []));
}

test('is a 403, and no user is signed in', async () => {
  const { app, browser, page } = await refuse({});
  expect([page.status, page.body]).toEqual([403, 'Forbidden']);
  expect(page.headers.get('www-authenticate')).toBeNull();
  expect((await app.me(browser)).user).toBeUndefined();
});

test('failureRedirect, with the message for the user in the session', async () => {
  const { page } = await refuse({ failureRedirect: '/refused', failureMessage: true }, messages);
  expect([page.status, page.body]).toEqual([200, JSON.stringify([SENTENCE])]);
});

test('failureMessage, with a sentence of the app', async () => {
  const { page } = await refuse({ failureRedirect: '/refused', failureMessage: 'Sorry' }, messages);
  expect(page.body).toBe('["Sorry"]');
});

test('failWithError gives an error of the same status to Express', async () => {
  const { page } = await refuse({ failWithError: true });
  expect([page.status, JSON.parse(page.body)]).toEqual([403, { message: 'Forbidden' }]);
});

test('a callback of the app gets the code, the sentence and the status', async () => {
  const calls: unknown[][] = [];
  const { app, browser } = await refuse({}, (routes, passport) => {
    const callback =
      (respond: () => void) =>
      (...args: unknown[]) => {
        calls.push(args);
        respond();
      };
    routes.get('/one', (req, res, next) => {
      passport.authenticate(
        'okta',
        callback(() => res.end()),
      )(req, res, next);
    });
    routes.get('/two', (req, res, next) => {
      passport.authenticate(
        ['okta', 'ldap'],
        callback(() => res.end()),
      )(req, res, next);
    });
  });
  app.use('ldap', new CustomStrategy((actions) => actions.fail('No ticket', 401)));
  await browser.get(`${app.url}/one?as=ada&groups=Everyone`);
  await browser.get(`${app.url}/two?as=ada&groups=Everyone`);
  const info = { code: 'not_provisioned', message: SENTENCE };
  expect(calls).toEqual([
    [null, false, info, 403],
    [null, false, [info, 'No ticket'], [403, 401]],
  ]);
});

test('of several strategies, the next one is asked after a refusal', async () => {
  const { app, browser } = await refuse({}, (routes, passport) => {
    for (const [path, names] of [
      ['/in', ['okta', 'known']],
      ['/out', ['okta', 'ldap']],
    ] as const) {
      routes.get(path, passport.authenticate([...names]), (req, res) => void res.json(req.user));
    }
  });
  const open = harness.reconfigured({ settings: { ...SETTINGS, justInTime: true } });
  app.use('known', open.wrap(new QueryStrategy(), { provider: 'keycloak' }));
  app.use('ldap', new CustomStrategy((actions) => actions.fail('No ticket', 401)));
  const query = '?as=ada&groups=Everyone';
  const out = await browser.get(`${app.url}/out${query}`);
  expect([out.status, out.body]).toEqual([403, 'Forbidden']);
  const signIn = await browser.get(`${app.url}/in${query}`);
  expect([signIn.status, JSON.parse(signIn.body).email]).toEqual([200, 'ada@example.com']);
});

test('reveals nothing about the mapping, other users or the tenant', async () => {
  await harness.jit.invite({ email: 'ada@example.com' });
  const { page } = await refuse({ failureRedirect: '/refused', failureMessage: true }, messages);
  expect(JSON.parse(page.body)).toEqual([
    'Your email address belongs to another account here. Ask an administrator for help.',
  ]);
  expect(page.body).not.toMatch(/Everyone|Managers|Incident|ada@/);
});
