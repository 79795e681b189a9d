import type { Directory } from '../../../examples/demo/idp/directory';
import type { AnyStrategy } from '../apps/passport-app';
import {
  passportSaml3Strategy,
  openIDClientStrategy,
  openIDConnectStrategy,
  samlStrategy,
  startOidc,
  startSaml,
} from '../identity-providers/identity-providers';

/** An identity provider with a strategy for it. */
export interface Connection {
  directory: Directory;
  strategy: AnyStrategy;
}

/** Every package of strategies that the library knows, each with an identity provider to sign in at. */
export const STRATEGY_PACKAGES: readonly (readonly [string, (callbackUrl: string) => Promise<Connection>])[] =
  [
    ['@node-saml/passport-saml', (callbackUrl) => saml(callbackUrl, samlStrategy)],
    ['passport-saml', (callbackUrl) => saml(callbackUrl, passportSaml3Strategy)],
    ['passport-openidconnect', (callbackUrl) => oidc(callbackUrl, openIDConnectStrategy)],
    ['openid-client', (callbackUrl) => oidc(callbackUrl, openIDClientStrategy)],
  ];

async function saml(callbackUrl: string, make: typeof samlStrategy | typeof passportSaml3Strategy) {
  const idp = await startSaml();
  return { directory: idp.directory, strategy: make(idp, callbackUrl) as AnyStrategy };
}

async function oidc(callbackUrl: string, make: typeof openIDConnectStrategy | typeof openIDClientStrategy) {
  const idp = await startOidc(callbackUrl);
  return { directory: idp.directory, strategy: await make(idp, callbackUrl) };
}

/** Both packages for OpenID Connect. */
export const OIDC_PACKAGES = [
  ['passport-openidconnect', openIDConnectStrategy],
  ['openid-client', openIDClientStrategy],
] as const;

/** Both packages for SAML. */
export const SAML_PACKAGES = [
  ['@node-saml/passport-saml', samlStrategy],
  ['passport-saml', passportSaml3Strategy],
] as const;
