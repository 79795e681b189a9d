import { Strategy as SamlStrategy } from '@node-saml/passport-saml';
import { entities, verifyOpenIDConnect, verifySaml } from 'passport-jit';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import { openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp, type AnyStrategy } from '../support/apps/passport-app';
import {
  openIDClientStrategy,
  openIDConnectOptions,
  samlOptions,
  startOidc,
  startSaml,
} from '../support/identity-providers/identity-providers';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

async function signInThrough(connect: (callbackUrl: string) => Promise<AnyStrategy>) {
  const app = await startPassportApp(harness.jit);
  app.use('okta', harness.jit.wrap(await connect(app.callbackUrl('okta')), { provider: 'okta' }));
  return app.signIn('okta', 'cy');
}

const passReqToCallback = true;
const users = () => harness.dataSource.manager.count(entities.User);

test.each<[string, (callbackUrl: string) => Promise<AnyStrategy>]>([
  [
    'SAML',
    async (url) =>
      new SamlStrategy(
        { ...samlOptions(await startSaml(), url), passReqToCallback },
        verifySaml,
        harness.jit.verifySamlLogout,
      ),
  ],
  [
    'passport-openidconnect',
    async (url) => {
      const options = { ...openIDConnectOptions(await startOidc(url), url), passReqToCallback };
      return new OpenIDConnectStrategy(options, verifyOpenIDConnect);
    },
  ],
  ['openid-client', async (url) => openIDClientStrategy(await startOidc(url), url, { passReqToCallback })],
])('%s works with passReqToCallback too', async (_protocol, connect) => {
  expect((await signInThrough(connect)).user).toMatchObject({ email: 'cy@acme.example' });
  expect(await harness.grants('cy')).toEqual(['Incident Response: VIEWER']);
});

test.each([
  ['has no userInfoURL', { userInfoURL: undefined }],
  ['leaves out userinfo', { skipUserProfile: true }],
  ['leaves it out, with passReqToCallback', { skipUserProfile: true, passReqToCallback }],
])('passport-openidconnect that %s goes by the ID token', async (_what, more) => {
  const { user } = await signInThrough(async (url) => {
    const idp = await startOidc(url);
    idp.settings.claimsInIdToken = true;
    return new OpenIDConnectStrategy(
      { ...openIDConnectOptions(idp, url), ...more } as never,
      verifyOpenIDConnect,
    );
  });
  expect(user).toMatchObject({ email: 'cy@acme.example' });
  expect(await harness.grants('cy')).toEqual(['Incident Response: VIEWER']);
});

test('openid-client without a userinfo endpoint uses the ID token', async () => {
  const { user } = await signInThrough(async (url) => {
    const idp = await startOidc(url);
    idp.settings.claimsInIdToken = true;
    return openIDClientStrategy(idp, url, {}, ({ userinfo_endpoint: _, ...metadata }) => metadata);
  });
  expect(user).toMatchObject({ email: 'cy@acme.example' });
  expect(await harness.grants('cy')).toEqual(['Incident Response: VIEWER']);
});

test.each([
  ['an answer without an ID token', { access_token: 'x', token_type: 'Bearer' }],
  ['an ID token that is none', { access_token: 'x', token_type: 'Bearer', id_token: 'x.bnVsbA.x' }],
  ['an answer that is no object', null],
])('passport-openidconnect ends as an error with %s', async (_what, tokens) => {
  const app = await startPassportApp(harness.jit, {
    routes: (routes) => routes.post('/token', (_req, res) => void res.json(tokens)),
  });
  const idp = await startOidc(app.callbackUrl('okta'));
  const options = { ...openIDConnectOptions(idp, app.callbackUrl('okta')), tokenURL: `${app.url}/token` };
  app.use(
    'okta',
    harness.jit.wrap(new OpenIDConnectStrategy(options, verifyOpenIDConnect), { provider: 'okta' }),
  );
  expect((await app.signIn('okta', 'cy')).status).toBe(500);
  expect(await users()).toBe(0);
});
