import { inflateRawSync } from 'node:zlib';
import { Strategy as SamlStrategy } from '@node-saml/passport-saml';
import { entities, verifySaml, type WrapOptions } from 'passport-jit';
import type { SamlIdp } from '../../examples/demo/idp/saml-idp';
import { NAME_ID_FORMAT } from '../../examples/demo/idp/saml-settings';
import { Browser } from '../support/http/browser';
import { unguarded } from '../support/databases/unguarded';
import { openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';
import { redirectTarget } from '../support/http/redirect-target';
import { samlOptions, startSaml } from '../support/identity-providers/identity-providers';

let harness: Harness;
let idp: SamlIdp;
let app: PassportApp;
let strategy: SamlStrategy;

beforeEach(async () => {
  harness = await openHarness();
  idp = await startSaml();
  app = await startPassportApp(harness.jit, {
    routes: (routes) => {
      // As on the page about strategies.
      routes.post('/sign-out', (req, res, next) => {
        const finish = (url: string) => req.logout((error) => (error ? next(error) : res.redirect(303, url)));
        if (!req.user || !('nameID' in req.user)) return finish('/me');
        strategy.logout(req as never, (error, url) => (error ? next(error) : finish(url ?? '/me')));
      });
    },
  });
  useSaml();
});
afterEach(() => harness.close());

function useSaml(more: Partial<WrapOptions> = {}, passReqToCallback = false): void {
  const options = { ...samlOptions(idp, app.callbackUrl('okta')), passReqToCallback };
  strategy = harness.jit.wrap(new SamlStrategy(options, verifySaml, harness.jit.verifySamlLogout), {
    provider: 'okta',
    ...more,
  });
  app.use('okta', strategy);
}

/** What the service provider says to the identity provider about the logout of this browser. */
async function logOut(logoutRequest: string, browser: Browser): Promise<string[]> {
  const answer = new URL(await redirectTarget(browser, logoutRequest)).searchParams.get('SAMLResponse')!;
  const xml = inflateRawSync(Buffer.from(answer, 'base64')).toString();
  return [...xml.matchAll(/StatusCode Value="[^"]*:(\w+)"/g)].map(([, status]) => status!);
}

const isSignedIn = async (browser: Browser) => (await app.me(browser)).user !== undefined;
const SUCCESS = ['Success'];
const FAILURE = ['Requester', 'UnknownPrincipal'];

test.each([false, true])(
  'the identity provider signs the right user out (with the request: %s)',
  async (pass) => {
    useSaml({}, pass);
    const browser = new Browser();
    await app.signIn('okta', 'ada', browser);
    expect(await isSignedIn(browser)).toBe(true);
    expect(await logOut(await redirectTarget(browser, idp.logoutUrl), browser)).toEqual(SUCCESS);
    expect(await isSignedIn(browser)).toBe(false);
  },
);

test("another user's LogoutRequest is not answered with success", async () => {
  const [ada, bo] = [new Browser(), new Browser()];
  await app.signIn('okta', 'ada', ada);
  await app.signIn('okta', 'bo', bo);
  const request = await redirectTarget(ada, idp.logoutUrl);
  expect(await logOut(request, bo)).toEqual(FAILURE);
  expect(await logOut(request, new Browser())).toEqual(FAILURE);
  expect(await isSignedIn(ada)).toBe(true);
});

test('a LogoutRequest for an unknown user does not get a successful response without a session', async () => {
  const browser = new Browser();
  await app.signIn('okta', 'ada', browser);
  const request = await redirectTarget(browser, idp.logoutUrl);
  await harness.dataSource.query('DELETE FROM jit_identities');
  expect(await logOut(request, new Browser())).toEqual(FAILURE);
});

test('a modified LogoutRequest is an error, and signs no user out', async () => {
  const browser = new Browser();
  await app.signIn('okta', 'ada', browser);
  const request = new URL(await redirectTarget(browser, idp.logoutUrl));
  request.searchParams.set('RelayState', 'changed');
  expect((await browser.get(request.href)).status).toBe(500);
  expect(await isSignedIn(browser)).toBe(true);
});

describe('a LogoutRequest whose signature is not verified', () => {
  let browser: Browser;
  let request: URL;
  beforeEach(async () => {
    browser = new Browser();
    await app.signIn('okta', 'ada', browser);
    request = new URL(await redirectTarget(browser, idp.logoutUrl));
  });

  test.each([
    ['no signature', ['Signature', 'SigAlg']],
    ['no value of the signature', ['Signature']],
    ['no algorithm', ['SigAlg']],
  ])('has %s: it is refused, and signs no user out', async (_what, missing) => {
    for (const name of missing) request.searchParams.delete(name);
    expect((await browser.get(request.href)).status).toBe(403);
    expect(await isSignedIn(browser)).toBe(true);
  });

  // node-saml verifies the parameter that is called so in the URL, and reads the one that is called so in the query.
  test.each([
    ['twice', (unsigned: string, signed: string) => `SAMLRequest=${unsigned}&${signed}`],
    ['encoded, beside a signed one', (unsigned, signed) => `%53AMLRequest=${unsigned}&${signed}`],
    [
      'encoded, beside a signed SAMLResponse',
      (unsigned, signed) => `%53AMLRequest=${unsigned}&${signed.replace('SAMLRequest', 'SAMLResponse')}`,
    ],
    ['as an object', (unsigned, signed) => `SAMLRequest[a]=${unsigned}&${signed}`],
  ] as [string, (unsigned: string, signed: string) => string][])(
    'is sent %s: it is refused, and signs no user out',
    async (_what, toQuery) => {
      const unsigned = encodeURIComponent(request.searchParams.get('SAMLRequest')!);
      const answer = await browser.get(
        `${app.callbackUrl('okta')}?${toQuery(unsigned, request.search.slice(1))}`,
      );
      expect(answer.status).toBe(403);
      expect(await isSignedIn(browser)).toBe(true);
    },
  );

  test('is posted as a form: it is an error, and signs no user out', async () => {
    const xml = inflateRawSync(Buffer.from(request.searchParams.get('SAMLRequest')!, 'base64'));
    const answer = await browser.post(app.callbackUrl('okta'), { SAMLRequest: xml.toString('base64') });
    expect([answer.status, answer.body]).toEqual([500, expect.stringContaining('signature')]);
    expect(await isSignedIn(browser)).toBe(true);
  });
});

test('a LogoutRequest of one provider leaves the session of another provider as it is', async () => {
  const [ada, bo] = [new Browser(), new Browser()];
  await app.signIn('okta', 'ada', ada);
  const request = await redirectTarget(ada, idp.logoutUrl);
  app.use('custom', harness.jit.wrap(new QueryStrategy(), { provider: 'entra' }));
  await bo.get(`${app.callbackUrl('custom')}?as=bo&groups=Everyone`);
  expect(await logOut(request, bo)).toEqual(FAILURE);
  expect(await isSignedIn(bo)).toBe(true);
});

test('a LogoutRequest does not sign out a user whom the app has moved to another tenant', async () => {
  const browser = new Browser();
  const { user } = await app.signIn('okta', 'ada', browser);
  const request = await redirectTarget(browser, idp.logoutUrl);
  await unguarded(harness.dataSource).update(entities.User, { id: user!.id }, { tenant: 'globex' });
  expect(await logOut(request, browser)).toEqual(FAILURE);
  expect(await isSignedIn(browser)).toBe(true);
});

test('a NameID that is not the subject is enough', async () => {
  useSaml({ subjectAttribute: 'email' });
  idp.settings.nameId = () => ({ value: `_${Math.random()}`, format: NAME_ID_FORMAT.transient });
  const [ada, bo] = [new Browser(), new Browser()];
  await app.signIn('okta', 'ada', ada);
  await app.signIn('okta', 'bo', bo);
  const request = await redirectTarget(ada, idp.logoutUrl);
  expect(await logOut(request, bo)).toEqual(FAILURE);
  expect(await logOut(request, ada)).toEqual(SUCCESS);
});

test('a tenant that follows from the identity is that of the session, because a LogoutRequest has no attributes', async () => {
  const calls: unknown[] = [];
  useSaml({
    issuer: idp.settings.issuer,
    tenant: (_req, { attributes }) => {
      calls.push(attributes);
      return String(attributes['email']).split('@')[1];
    },
  });
  const [ada, bo] = [new Browser(), new Browser()];
  expect((await app.signIn('okta', 'ada', ada)).user?.tenant).toBe('acme.example');
  await app.signIn('okta', 'bo', bo);
  const request = await redirectTarget(ada, idp.logoutUrl);
  expect(await logOut(request, bo)).toEqual(FAILURE);
  expect(await logOut(request, new Browser())).toEqual(FAILURE);
  expect(await logOut(request, ada)).toEqual(SUCCESS);
  expect(calls).toHaveLength(2);
});

test.each<[string, Partial<WrapOptions>]>([
  ['whose provider is not known', { provider: () => undefined }],
  ['of another issuer than the expected one', { issuer: 'https://idp.example.com/other' }],
  ['whose tenant is not known', { tenant: () => undefined }],
])('a LogoutRequest %s is not answered with success', async (_what, more) => {
  const browser = new Browser();
  await app.signIn('okta', 'ada', browser);
  const request = await redirectTarget(browser, idp.logoutUrl);
  useSaml({ issuer: idp.settings.issuer, ...more });
  expect(await logOut(request, browser)).toEqual(FAILURE);
});

test.each([
  ['without', {}],
  ['with', { nameQualifier: 'https://one.example' }],
])(
  'a session that began in another way is found by the identity of its user, %s qualifier',
  async (_with, qualifiers) => {
    idp.settings.nameId = ({ id }) => ({ value: id, format: NAME_ID_FORMAT.persistent, ...qualifiers });
    const atIdp = new Browser();
    const { user } = await app.signIn('okta', 'ada', atIdp);
    const request = await redirectTarget(atIdp, idp.logoutUrl);
    const { issuer, subject } = await harness.dataSource.manager.findOneByOrFail(entities.Identity, {
      userId: user!.id,
    });
    const [, ...stored] = subject.split('\u001f');
    const more = { issuer, ...(stored.length > 0 && { subjectQualifier: stored.join('\u001f') }) };
    app.use('custom', harness.jit.wrap(new QueryStrategy(more), { provider: 'okta' }));
    const visit = async (name: string) => {
      const browser = new Browser();
      await browser.get(`${app.callbackUrl('custom')}?as=${name}&groups=Everyone`);
      return browser;
    };
    expect(await logOut(request, await visit('ada'))).toEqual(SUCCESS);
    expect(await logOut(request, await visit('cy'))).toEqual(FAILURE);
  },
);

test('the app signs out at the identity provider too', async () => {
  const browser = new Browser();
  await app.signIn('okta', 'ada', browser);
  const last = await browser.post(`${app.url}/sign-out`);
  // The provider ends its own session, and sends the browser back with its answer.
  expect(new URL(last.url).searchParams.has('SAMLResponse')).toBe(true);
  expect(await isSignedIn(browser)).toBe(false);
  expect((await browser.get(`${app.url}/login/okta`)).body).toContain('choose who you are');
});

test('a user who signed in in another way signs out of the app alone', async () => {
  const browser = new Browser();
  app.use('custom', harness.jit.wrap(new QueryStrategy(), { provider: 'entra' }));
  await browser.get(`${app.callbackUrl('custom')}?as=bo&groups=Everyone`);
  expect(await isSignedIn(browser)).toBe(true);
  expect((await browser.post(`${app.url}/sign-out`)).url).toBe(`${app.url}/me`);
  expect(await isSignedIn(browser)).toBe(false);
});

test('req.user does not show the SAML session', async () => {
  const browser = new Browser();
  const { text } = await app.signIn('okta', 'ada', browser);
  expect(text + (await app.me(browser)).text).not.toMatch(/nameID|sessionIndex/);
});
