import { serve } from '../../../examples/demo/serve';
import { demoDirectory, type Directory } from '../../../examples/demo/idp/directory';
import { defaultOidcSettings } from '../../../examples/demo/idp/oidc-settings';
import { defaultSamlSettings } from '../../../examples/demo/idp/saml-settings';
import type { OidcIdp } from '../../../examples/demo/idp/oidc-provider';
import type { SamlIdp } from '../../../examples/demo/idp/saml-idp';
import { openHarness, type Harness } from '../../support/harness';
import { startApp, type AnyStrategy, type Answer, type TestApp } from './app';
import { oidcIdp, samlIdp } from './providers';

interface Idp {
  directory: Directory;
  close: () => Promise<void>;
}

/** An app and an identity provider for all tests of a block, and a database for each. */
export interface SharedLogin<SomeIdp extends Idp> {
  app: TestApp;
  idp: SomeIdp;
  harness: Harness;
  strategy: AnyStrategy;
  signIn: (userId: string) => Promise<Answer>;
}

type Connect<SomeIdp> = (idp: SomeIdp, callbackUrl: string) => AnyStrategy | Promise<AnyStrategy>;

export function sharedSaml(connect: Connect<SamlIdp>): SharedLogin<SamlIdp> {
  return shared(
    () => samlIdp(),
    connect,
    ({ url }) => defaultSamlSettings(`${url}/metadata`),
  );
}

export function sharedOidc(connect: Connect<OidcIdp>): SharedLogin<OidcIdp> {
  return shared(oidcIdp, connect, () => ({ userinfo: undefined, ...defaultOidcSettings() }));
}

/** Keys take long to make, so that a provider is only started once. */
function shared<SomeIdp extends Idp & { settings: object }>(
  startIdp: (callbackUrl: string) => Promise<SomeIdp>,
  connect: Connect<SomeIdp>,
  defaults: (idp: SomeIdp) => object,
): SharedLogin<SomeIdp> {
  const at = { signIn: (userId) => at.app.signIn('idp', userId) } as SharedLogin<SomeIdp>;
  const started: Pick<Idp, 'close'>[] = [];

  beforeAll(async () => {
    at.app = await startApp(
      {
        serializeUser: (user, done) => at.harness.jit.serializeUser(user, done),
        deserializeUser: (user, done) => at.harness.jit.deserializeUser(user, done),
      },
      {
        async serve(app) {
          const served = await serve(app);
          started.push(served);
          return served.url;
        },
      },
    );
    at.idp = await startIdp(at.app.callbackUrl('idp'));
    started.push(at.idp);
    at.strategy = await connect(at.idp, at.app.callbackUrl('idp'));
  });
  afterAll(() => Promise.all(started.map(({ close }) => close())));

  beforeEach(async () => {
    at.harness = await openHarness();
    Object.assign(at.idp.settings, defaults(at.idp));
    for (const [id, user] of demoDirectory('acme.example')) at.idp.directory.set(id, user);
    at.app.use('idp', at.harness.jit.wrap(at.strategy, { provider: 'idp' }));
  });
  afterEach(() => at.harness.close());
  return at;
}
