import type { AnyStrategy } from '../apps/passport-app';
import { Strategy as SamlStrategy, ValidateInResponseTo } from '@node-saml/passport-saml';
import { verifyOpenIDClient, verifyOpenIDConnect, verifySaml, type Provisioning } from 'passport-jit';
import type { Request } from 'express';
import type { ServerMetadata } from 'openid-client';
import type { AuthenticateOptions } from 'openid-client/passport';
import { Strategy as OpenIDConnectStrategy } from 'passport-openidconnect';
import { Strategy as OldSamlStrategy } from 'passport-saml';
import { demoDirectory, type Directory } from '../../../examples/demo/idp/directory';
import { startOidcProvider, type OidcIdp } from '../../../examples/demo/idp/oidc-provider';
import { defaultSamlSettings } from '../../../examples/demo/idp/saml-settings';
import { startSamlIdp, type SamlIdp } from '../../../examples/demo/idp/saml-idp';
import { closeAfterTest } from '../http/listen';
import { certificateFor } from './certificate';

const DOMAIN = 'acme.example';
const client = { id: 'app', secret: 'app-secret' };

let saml: Promise<SamlIdp> | undefined;
afterAll(async () => (await saml)?.close());

/** The one for all tests of a file, as good as new: its key takes long to make. With people of its own, a new one. */
export async function startSaml(directory?: Directory): Promise<SamlIdp> {
  if (directory) return closeAfterTest(startSamlIdp({ directory }));
  const idp = await (saml ??= startSamlIdp({ directory: demoDirectory(DOMAIN) }));
  Object.assign(idp.settings, defaultSamlSettings(`${idp.url}/metadata`));
  for (const [id, user] of demoDirectory(DOMAIN)) idp.directory.set(id, user);
  return idp;
}

export function startOidc(callbackUrl: string, directory?: Directory): Promise<OidcIdp> {
  return closeAfterTest(oidcIdp(callbackUrl, directory));
}

export function oidcIdp(callbackUrl: string, directory = demoDirectory(DOMAIN)): Promise<OidcIdp> {
  return startOidcProvider({ directory, clients: [{ ...client, redirectUris: [callbackUrl] }] });
}

export function samlOptions(idp: SamlIdp, callbackUrl: string) {
  return {
    callbackUrl,
    entryPoint: idp.ssoUrl,
    logoutUrl: idp.logoutUrl,
    issuer: 'https://app.example/saml',
    idpIssuer: idp.settings.issuer,
    idpCert: idp.publicKey,
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    validateInResponseTo: ValidateInResponseTo.always,
  };
}

export function samlStrategy(
  idp: SamlIdp,
  callbackUrl: string,
  verifyLogout: Provisioning['verifySamlLogout'] = () => undefined,
) {
  return new SamlStrategy(samlOptions(idp, callbackUrl), verifySaml, verifyLogout);
}

/** The unmaintained package of the same people. */
export function passportSaml3Strategy(idp: SamlIdp, callbackUrl: string) {
  const { idpCert, ...options } = samlOptions(idp, callbackUrl);
  return new OldSamlStrategy(
    { ...options, cert: certificateFor(idpCert), validateInResponseTo: true },
    verifySaml,
  );
}

export function openIDConnectOptions(idp: OidcIdp, callbackURL: string) {
  return {
    issuer: idp.url,
    authorizationURL: idp.authorizationUrl,
    tokenURL: idp.tokenUrl,
    userInfoURL: idp.userInfoUrl,
    clientID: client.id,
    clientSecret: client.secret,
    callbackURL,
    scope: ['email', 'profile', 'groups'],
    nonce: 'yes',
  };
}

export function openIDConnectStrategy(idp: OidcIdp, callbackUrl: string) {
  return new OpenIDConnectStrategy(openIDConnectOptions(idp, callbackUrl), verifyOpenIDConnect);
}

/** With PKCE, as always, and with a state and a nonce too. */
export async function openIDClientStrategy(
  idp: OidcIdp,
  callbackURL: string,
  options: { passReqToCallback?: boolean } = {},
  change = (metadata: ServerMetadata): ServerMetadata => metadata,
): Promise<AnyStrategy> {
  const { allowInsecureRequests, Configuration, discovery, randomNonce, randomState } =
    await import('openid-client');
  const { Strategy } = await import('openid-client/passport');
  /** As on the page about strategies. */
  class StrictStrategy extends Strategy {
    override authorizationRequestParams(req: Request, options: AuthenticateOptions): URLSearchParams {
      const params = new URLSearchParams(super.authorizationRequestParams(req, options));
      params.set('nonce', randomNonce());
      params.set('state', randomState());
      return params;
    }
  }
  const discovered = await discovery(new URL(idp.url), client.id, client.secret, undefined, {
    execute: [allowInsecureRequests],
  });
  const config = new Configuration(change(discovered.serverMetadata()), client.id, client.secret);
  allowInsecureRequests(config);
  return new StrictStrategy(
    { config, callbackURL, scope: 'openid email profile groups', ...options } as never,
    verifyOpenIDClient(config),
  );
}
