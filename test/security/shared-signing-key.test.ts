import { MultiSamlStrategy } from '@node-saml/passport-saml';
import { urlencoded } from 'express';
import { entities, verifySaml } from 'passport-jit';
import type { SamlIdp } from '../../examples/demo/idp/saml-idp';
import { startPassportApp, toAppResponse, type PassportApp } from '../support/apps/passport-app';
import { createTeams, openHarness, type Harness } from '../support/harness/harness';
import { Browser } from '../support/http/browser';
import { parseForms } from '../support/http/html-form';
import { samlOptions, startSaml } from '../support/identity-providers/identity-providers';

/*
 * Customers A and C have identity providers of one host, which signs for both with one key; the app has one entity id for
 * both. A's user starts at A, and posts A's response to the callback of C. The signature, the audience and the request that
 * it answers are right: only the issuer says that it is not C's.
 */
const TENANTS = ['a', 'c'];
const issuerOf = (tenant: string) => `https://idp.example.com/${tenant}`;

let harness: Harness;
let idp: SamlIdp;
let app: PassportApp;

beforeEach(async () => {
  harness = await openHarness();
  for (const tenant of TENANTS) await createTeams(harness.dataSource, tenant);
  idp = await startSaml();
  idp.settings.issuer = issuerOf('a');
  const requests = new Map<string, string>();
  app = await startPassportApp(harness.jit, {
    routes: (routes, passport) =>
      routes.all(
        '/saml/:tenant',
        urlencoded({ extended: false }),
        passport.authenticate('multi', { failWithError: true }),
        (req, res) => void res.json({ user: req.user }),
      ),
  });
  const strategy = new MultiSamlStrategy(
    {
      cacheProvider: {
        async saveAsync(key, value) {
          requests.set(key, value);
          return { value, createdAt: Date.now() };
        },
        getAsync: async (key) => requests.get(key) ?? null,
        async removeAsync(key) {
          requests.delete(key ?? '');
          return key;
        },
      },
      getSamlOptions: (req, done) => {
        const tenant = String(req.params['tenant']);
        done(null, { ...samlOptions(idp, `${app.url}/saml/${tenant}`), idpIssuer: issuerOf(tenant) });
      },
    },
    verifySaml,
    harness.jit.verifySamlLogout,
  );
  app.use(
    'multi',
    harness.jit.wrap(strategy, {
      provider: 'saml',
      tenant: (req) => req.params['tenant'],
      issuer: (req) => issuerOf(String(req.params['tenant'])),
    }),
  );
});
afterEach(() => harness.close());

/** A's response for this user, as the browser is about to post it. */
async function responseOfA(browser: Browser, user: string): Promise<Record<string, string>> {
  const chosen = await browser.get(`${app.url}/saml/a`);
  const page = await browser.submit(chosen, { user });
  return parseForms(page.url, page.body).find(({ names }) => names.has('SAMLResponse'))!.fields;
}

test("A's response posted to C's callback is refused, and is good for A", async () => {
  const browser = new Browser();
  const fields = await responseOfA(browser, 'ada');
  expect(toAppResponse(await browser.post(`${app.url}/saml/c`, fields)).status).toBe(403);
  expect(await harness.dataSource.manager.count(entities.User)).toBe(0);
  expect(await harness.audit()).toMatchObject([
    { type: 'denied', tenant: 'c', details: { code: 'issuer_mismatch', issuer: issuerOf('a') } },
  ]);

  const again = new Browser();
  const { status, user } = toAppResponse(
    await again.post(`${app.url}/saml/a`, await responseOfA(again, 'ada')),
  );
  expect([status, user?.tenant]).toEqual([200, 'a']);
});

test("A's user of the same NameID does not take over the user of C", async () => {
  idp.settings.issuer = issuerOf('c');
  const known = toAppResponse(await new Browser().signIn(`${app.url}/saml/c`, 'ada'));
  expect([known.status, known.user?.tenant]).toEqual([200, 'c']);
  idp.settings.issuer = issuerOf('a');
  const browser = new Browser();
  const { status } = toAppResponse(
    await browser.post(`${app.url}/saml/c`, await responseOfA(browser, 'ada')),
  );
  expect(status).toBe(403);
  expect((await app.me(browser)).user).toBeUndefined();
});
