import { demoDirectory, type Directory } from '../../../examples/demo/idp/directory';
import type { OidcIdp } from '../../../examples/demo/idp/oidc-provider';
import { defaultOidcSettings } from '../../../examples/demo/idp/oidc-settings';
import type { SamlIdp } from '../../../examples/demo/idp/saml-idp';
import { serve, type Served } from '../../../examples/demo/serve';
import { openHarness, type Harness } from '../harness/harness';
import { startPassportApp, type AnyStrategy, type AppResponse, type PassportApp } from '../apps/passport-app';
import { oidcIdp, startSaml } from '../identity-providers/identity-providers';

/** An app and an identity provider for all tests of a block, and a database for each. */
export interface SharedSignIn<Idp> {
  app: PassportApp;
  idp: Idp;
  harness: Harness;
  strategy: AnyStrategy;
  signIn: (userId: string) => Promise<AppResponse>;
}

type Connect<Idp> = (idp: Idp, callbackUrl: string) => AnyStrategy | Promise<AnyStrategy>;

export function sharedSamlSignIn(connect: Connect<SamlIdp>): SharedSignIn<SamlIdp> {
  return createSharedSignIn(() => startSaml(), connect);
}

export function sharedOidcSignIn(connect: Connect<OidcIdp>): SharedSignIn<OidcIdp> {
  let idp: OidcIdp | undefined;
  afterAll(() => idp?.close());
  return createSharedSignIn(async (callbackUrl = '') => {
    idp ??= await oidcIdp(callbackUrl);
    Object.assign(idp.settings, { userinfo: undefined, ...defaultOidcSettings() });
    for (const [id, user] of demoDirectory('acme.example')) idp.directory.set(id, user);
    return idp;
  }, connect);
}

/** @param prepare starts the provider before the first test, and makes it as good as new before each */
function createSharedSignIn<Idp extends { directory: Directory }>(
  prepare: (callbackUrl?: string) => Promise<Idp>,
  connect: Connect<Idp>,
): SharedSignIn<Idp> {
  const at = { signIn: (userId) => at.app.signIn('idp', userId) } as SharedSignIn<Idp>;
  let served: Served;

  beforeAll(async () => {
    at.app = await startPassportApp(
      {
        serializeUser: (user, done) => at.harness.jit.serializeUser(user, done),
        deserializeUser: (user, done) => at.harness.jit.deserializeUser(user, done),
      },
      {
        async serve(app) {
          served = await serve(app);
          return served.url;
        },
      },
    );
    at.idp = await prepare(at.app.callbackUrl('idp'));
    at.strategy = await connect(at.idp, at.app.callbackUrl('idp'));
  });
  afterAll(() => served.close());

  beforeEach(async () => {
    at.harness = await openHarness();
    await prepare();
    at.app.use('idp', at.harness.jit.wrap(at.strategy, { provider: 'idp' }));
  });
  afterEach(() => at.harness.close());
  return at;
}
