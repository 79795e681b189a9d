import { inflateRawSync } from 'node:zlib';
import { MultiSamlStrategy, type CacheProvider } from '@node-saml/passport-saml';
import { urlencoded } from 'express';
import { entities, verifySaml } from 'passport-jit';
import { demoDirectory } from '../../examples/demo/idp/directory';
import type { SamlIdp } from '../../examples/demo/idp/saml-idp';
import { Browser } from '../support/http/browser';
import { createTeams, openHarness, type Harness } from '../support/harness/harness';
import { parseForms } from '../support/http/html-form';
import { toAppResponse, startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { redirectTarget } from '../support/http/redirect-target';
import { samlOptions, startSaml } from '../support/identity-providers/identity-providers';

let harness: Harness;
let idps: Record<string, SamlIdp>;
let app: PassportApp;

beforeEach(async () => {
  harness = await openHarness();
  idps = {
    acme: await startSaml(demoDirectory('acme.example')),
    globex: await startSaml(demoDirectory('globex.example')),
  };
  for (const tenant of Object.keys(idps)) await createTeams(harness.dataSource, tenant);
  const strategy = new MultiSamlStrategy(
    {
      cacheProvider: sharedCache(),
      getSamlOptions: (req, done) => {
        const tenant = String(req.params['tenant']);
        done(null, samlOptions(idps[tenant]!, `${app.url}/saml/${tenant}`));
      },
    },
    verifySaml,
    harness.jit.verifySamlLogout,
  );
  app = await startPassportApp(harness.jit, {
    routes: (routes, passport) =>
      routes.all(
        '/saml/:tenant',
        urlencoded({ extended: false }),
        passport.authenticate('multi'),
        (req, res) => void res.json({ user: req.user }),
      ),
  });
  app.use(
    'multi',
    harness.jit.wrap(strategy, {
      provider: 'saml',
      tenant: (req) => req.params['tenant'],
      issuer: (req) => idps[String(req.params['tenant'])]?.settings.issuer,
    }),
  );
});
afterEach(() => harness.close());

test('each tenant signs in at an identity provider of its own, also at the same moment', async () => {
  const visits = ['ada', 'bo', 'cy'].flatMap((id) =>
    Object.keys(idps).map((tenant) => [id, tenant] as const),
  );
  const answers = await Promise.all(
    visits.map(async ([id, tenant]) =>
      toAppResponse(await new Browser().signIn(`${app.url}/saml/${tenant}`, id)),
    ),
  );
  expect(answers.map(({ user }) => [user?.tenant, user?.email])).toEqual(
    visits.map(([id, tenant]) => [tenant, `${id}@${tenant}.example`]),
  );
});

test("an assertion of one tenant's provider is refused for the other tenant", async () => {
  const browser = new Browser();
  const chosen = await browser.get(`${app.url}/saml/acme`);
  const page = await browser.submit(chosen, { user: 'ada' });
  const { fields } = parseForms(page.url, page.body).find(({ names }) => names.has('SAMLResponse'))!;
  const { status, text } = toAppResponse(await browser.post(`${app.url}/saml/globex`, fields));
  expect([status, text]).toEqual([500, expect.stringContaining('signature')]);
  expect(await harness.dataSource.manager.count(entities.User)).toBe(0);
});

test("a LogoutRequest of one tenant's provider is not about the other's user of that name", async () => {
  const [acme, globex] = [new Browser(), new Browser()];
  await acme.signIn(`${app.url}/saml/acme`, 'ada');
  await globex.signIn(`${app.url}/saml/globex`, 'ada');
  const request = await redirectTarget(globex, idps['globex']!.logoutUrl);
  expect(request).toContain('/saml/globex?SAMLRequest=');
  expect(await logoutStatus(request, acme)).toBe('UnknownPrincipal');
  // The provider of one tenant must not sign out the users of another.
  expect(toAppResponse(await acme.get(`${app.url}/me`)).user?.tenant).toBe('acme');
  expect(await logoutStatus(request, globex)).toBe('Success');
});

async function logoutStatus(request: string, browser: Browser): Promise<string | undefined> {
  const answer = new URL(await redirectTarget(browser, request)).searchParams.get('SAMLResponse')!;
  const xml = inflateRawSync(Buffer.from(answer, 'base64')).toString();
  return [...xml.matchAll(/StatusCode Value="[^"]*:(\w+)"/g)].at(-1)?.[1];
}

function sharedCache(): CacheProvider {
  const values = new Map<string, string>();
  return {
    async saveAsync(key, value) {
      values.set(key, value);
      return { value, createdAt: Date.now() };
    },
    getAsync: async (key) => values.get(key) ?? null,
    async removeAsync(key) {
      const value = values.get(key ?? '') ?? null;
      values.delete(key ?? '');
      return value;
    },
  };
}
