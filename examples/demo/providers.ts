import { Strategy as SamlStrategy, ValidateInResponseTo } from '@node-saml/passport-saml';
import type { Passport } from 'passport';
import { verifyOpenIDConnect, verifySaml, type Provisioning } from 'passport-jit';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import { demoDirectory } from './idp/directory';
import { startOidcProvider, type OidcIdp } from './idp/oidc-provider';
import { startSamlIdp, type SamlIdp } from './idp/saml-idp';

/** The two companies whose people sign in. A provider's id here is its strategy's name too. */
export const PROVIDERS = {
  acme: 'Acme, by SAML 2.0',
  globex: 'Globex, by OpenID Connect',
} as const;

export type ProviderId = keyof typeof PROVIDERS;

export interface IdentityProviders {
  acme: SamlIdp;
  globex: OidcIdp;
}

/** The app, as the OpenID provider knows it. */
export const client = { id: 'passport-jit-demo', secret: 'not-a-secret-on-one-machine' };

/** The identity providers, each with people of its own. */
export async function startIdentityProviders(appUrl: string): Promise<IdentityProviders> {
  const app = { url: appUrl, name: 'the demo' };
  const clients = [{ ...client, redirectUris: [callbackUrl(appUrl, 'globex')] }];
  const [acme, globex] = await Promise.all([
    startSamlIdp({ directory: demoDirectory('acme.example'), app }),
    startOidcProvider({ directory: demoDirectory('globex.example'), clients, app }),
  ]);
  return { acme, globex };
}

/** The part that an app with passport-jit has instead of verify callbacks of its own. */
export function useStrategies(
  passport: InstanceType<typeof Passport>,
  jit: Provisioning,
  { acme, globex }: IdentityProviders,
  appUrl: string,
): void {
  const saml = new SamlStrategy(
    {
      entryPoint: acme.ssoUrl,
      logoutUrl: acme.logoutUrl,
      idpIssuer: acme.settings.issuer,
      idpCert: acme.publicKey,
      issuer: `${appUrl}/saml`,
      callbackUrl: callbackUrl(appUrl, 'acme'),
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      validateInResponseTo: ValidateInResponseTo.always,
      // So that the provider asks again who you are: this is a demo.
      forceAuthn: true,
    },
    verifySaml,
    jit.verifySamlLogout,
  );
  const openid = new OpenIDConnectStrategy(
    {
      issuer: globex.url,
      authorizationURL: globex.authorizationUrl,
      tokenURL: globex.tokenUrl,
      userInfoURL: globex.userInfoUrl,
      clientID: client.id,
      clientSecret: client.secret,
      callbackURL: callbackUrl(appUrl, 'globex'),
      scope: ['email', 'profile', 'groups'],
      nonce: 'yes',
      prompt: 'login',
    },
    verifyOpenIDConnect,
  );
  passport.use('acme', jit.wrap(saml, { provider: 'acme' }));
  passport.use('globex', jit.wrap(openid, { provider: 'globex' }));
}

/** Where a provider sends people back to. */
export function callbackUrl(appUrl: string, provider: ProviderId): string {
  return `${appUrl}/callback/${provider}`;
}
