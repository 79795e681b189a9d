import { createRequire } from 'node:module';
import { ProvisioningError } from '../errors';
import { settleCallback } from '../http/settle';
import { oidcIdentity } from './oidc-claims';
import type { VerifiedIdentity } from './verified-identity';

/** What `openid-client/passport` hands to a verify callback: the tokens, and the claims of the checked ID token. */
interface Tokens {
  access_token: string;
  claims(): Record<string, unknown> | undefined;
}

/** The one part of `openid-client` that is used here. */
interface OpenIDClient {
  skipSubjectCheck: symbol;
  fetchUserInfo(config: unknown, accessToken: string, subject: symbol): Promise<Record<string, unknown>>;
}

/** The openid-client `Configuration`, as far as it is read here. */
interface ServerConfiguration {
  serverMetadata(): { userinfo_endpoint?: string | undefined };
}

type DoneCallback = (error: unknown, identity?: VerifiedIdentity) => void;

/**
 * Makes the verify callback for the strategy of `openid-client/passport`, with or without `passReqToCallback`.
 * It reads the ID token's claims and, where the provider has a userinfo endpoint, asks that too, since groups are
 * often only there. The subject is `sub` (OpenID Connect Core 2); a userinfo answer about another one (5.3.2) is the
 * error `subject_mismatch`. Where both name a claim, userinfo wins.
 *
 * @param config the same openid-client configuration that the strategy has
 *
 * @example
 * ```ts
 * const strategy = new OpenIDClientStrategy({ config, callbackURL }, verifyOpenIDClient(config));
 * passport.use('company', jit.wrap(strategy, { provider: 'company' }));
 * ```
 */
export function verifyOpenIDClient(config: ServerConfiguration) {
  return function verify(...args: [...request: unknown[], tokens: unknown, done: unknown]): void {
    const [tokens, done] = args.slice(-2) as [Tokens, DoneCallback];
    settleCallback(readIdentity(tokens, config), done);
  };
}

async function readIdentity(tokens: Tokens, config: ServerConfiguration): Promise<VerifiedIdentity> {
  const claims = tokens.claims();
  if (claims === undefined) {
    throw new ProvisioningError(
      'identity_invalid',
      'The provider sent no ID token. Ask for the scope "openid": new Strategy({ config, scope: "openid …" }, verify).',
    );
  }
  if (config.serverMetadata().userinfo_endpoint === undefined) return oidcIdentity(claims, undefined);
  const client = await loadOpenIDClient();
  // The subjects are compared in one place for both packages, with an error of our own.
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck);
  return oidcIdentity(claims, userinfo);
}

/**
 * An optional peer, and ESM only: loaded when it is first needed. Node 20.19 and newer can require it; a runtime that
 * cannot may still import it.
 */
async function loadOpenIDClient(): Promise<OpenIDClient> {
  try {
    return createRequire(__filename)('openid-client') as OpenIDClient;
  } catch {
    return (await import('openid-client')) as unknown as OpenIDClient;
  }
}
