import { MultiSamlStrategy, Strategy as SamlStrategy } from '@node-saml/passport-saml';
import { entities, verifySaml } from 'passport-jit';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import { demoDirectory } from '../../examples/demo/idp/directory';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp } from '../support/apps/passport-app';
import { CustomStrategy, QueryStrategy } from '../support/strategies/custom-strategy';
import {
  openIDConnectStrategy,
  samlOptions,
  samlStrategy,
  startOidc,
  startSaml,
} from '../support/identity-providers/identity-providers';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

test('a wrapped strategy is of the same class and name, and works like the one inside', async () => {
  const idp = await startSaml();
  const options = { ...samlOptions(idp, 'https://app.example/callback'), name: 'corporate' };
  const inner = new SamlStrategy(options, verifySaml, harness.jit.verifySamlLogout);
  const wrapped = harness.jit.wrap(inner, { provider: 'okta' });
  expect(wrapped).toBeInstanceOf(SamlStrategy);
  expect(wrapped).not.toBeInstanceOf(OpenIDConnectStrategy);
  expect(wrapped.name).toBe('corporate');
  expect(wrapped.generateServiceProviderMetadata(null)).toContain('https://app.example/callback');

  const request = { user: { nameID: 'ada', nameIDFormat: 'x' }, query: {}, body: {} };
  const url = await new Promise((resolve, reject) => {
    wrapped.logout(request as never, (error, url) => (error ? reject(error) : resolve(url)));
  });
  expect(url).toContain(`${idp.logoutUrl}?SAMLRequest=`);

  const multi = new MultiSamlStrategy(
    { getSamlOptions: (_req, done) => done(null, options) },
    verifySaml,
    harness.jit.verifySamlLogout,
  );
  const wrappedMulti = harness.jit.wrap(multi, { provider: 'okta' });
  expect(wrappedMulti).toBeInstanceOf(MultiSamlStrategy);
  const metadata = await new Promise((resolve, reject) => {
    const done = (error: Error | null, xml?: string) => (error ? reject(error) : resolve(xml));
    wrappedMulti.generateServiceProviderMetadata({} as never, null, null, done);
  });
  expect(metadata).toContain('https://app.example/callback');
});

test('the one inside stays as it was, and may be used unwrapped beside it', async () => {
  const inner = new QueryStrategy();
  const before = { ...inner };
  const app = await startPassportApp({
    ...harness.jit,
    serializeUser: (user, done) => done(null, user as never),
  });
  app.use('wrapped', harness.jit.wrap(inner, { provider: 'okta' }));
  app.use('plain', inner);
  const browser = new Browser();
  expect(await browser.get(`${app.callbackUrl('wrapped')}?as=ada&groups=Everyone`)).toMatchObject({
    status: 200,
  });
  expect({ ...inner }).toEqual(before);
  const plain = await browser.get(`${app.callbackUrl('plain')}?as=bo&groups=Everyone`);
  expect(JSON.parse(plain.body).user).toMatchObject({ protocol: 'oidc', subject: 'bo' });
  expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
});

test('every action except success is passed on unchanged', async () => {
  const strategy = new CustomStrategy((actions, { query }) => {
    if (query['do'] === 'redirect') actions.redirect('/me', 303);
    else if (query['do'] === 'fail') actions.fail('Bearer realm="x"', 401);
    else if (query['do'] === 'pass') actions.pass();
    else actions.error(Object.assign(new Error('No directory'), { status: 502 }));
  });
  const app = await startPassportApp(harness.jit);
  app.use('custom', harness.jit.wrap(strategy, { provider: 'okta' }));
  const visit = (what: string) => new Browser().get(`${app.callbackUrl('custom')}?do=${what}`);
  expect(await visit('redirect')).toMatchObject({ status: 200, url: `${app.url}/me` });
  const failed = await visit('fail');
  expect([failed.status, failed.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="x"']);
  expect(await visit('pass')).toMatchObject({ status: 200, body: '{"user":null}' });
  expect(await visit('error')).toMatchObject({ status: 502, body: expect.stringContaining('No directory') });
});

test('several wrapped strategies work side by side, each for its own provider', async () => {
  const app = await startPassportApp(harness.jit);
  const saml = await startSaml();
  const oidc = await startOidc(app.callbackUrl('keycloak'), demoDirectory('globex.example'));
  app.use('okta', harness.jit.wrap(samlStrategy(saml, app.callbackUrl('okta')), { provider: 'okta' }));
  app.use(
    'keycloak',
    harness.jit.wrap(openIDConnectStrategy(oidc, app.callbackUrl('keycloak')), { provider: 'keycloak' }),
  );
  const [one, other] = await Promise.all([app.signIn('okta', 'bo'), app.signIn('keycloak', 'bo')]);
  expect([one.user?.email, other.user?.email]).toEqual(['bo@acme.example', 'bo@globex.example']);
  expect(one.user?.id).not.toBe(other.user?.id);
});

test('an instance may be passed directly to passport.authenticate, and keeps its name', async () => {
  const strategy = harness.jit.wrap(new QueryStrategy(), { provider: 'okta' });
  const app = await startPassportApp(harness.jit, {
    routes: (routes, passport) => {
      passport.use(strategy);
      routes.get('/direct', passport.authenticate(strategy as never), (req, res) => void res.json(req.user));
      routes.get('/named', passport.authenticate('custom'), (req, res) => void res.json(req.user));
    },
  });
  const names = Array.from({ length: 12 }, (_, i) => `user-${i}`);
  const visit = (path: string) => async (name: string) =>
    JSON.parse((await new Browser().get(`${app.url}/${path}?as=${name}&groups=Everyone`)).body).email;
  const emails = names.map((name) => `${name}@example.com`);
  expect(await Promise.all(names.map(visit('direct')))).toEqual(emails);
  expect(await Promise.all(names.map(visit('named')))).toEqual(emails);
});
