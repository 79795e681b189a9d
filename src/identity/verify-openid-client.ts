import { createRequire } from 'node:module';
import { ProvisioningError } from '../errors';
import { settleCallback } from '../http/settle';
import { oidcIdentity } from './oidc-claims';
import type { VerifiedIdentity } from './verified-identity';

/**
 * The parameter that `openid-client/passport` passes to a verify callback: the tokens, and the claims of the verified
 * ID token.
 */
interface Tokens {
  access_token: string;
  claims(): Record<string, unknown> | undefined;
}

/** The only parts of `openid-client` that this library uses. */
interface OpenIDClient {
  skipSubjectCheck: symbol;
  fetchUserInfo(config: unknown, accessToken: string, subject: symbol): Promise<Record<string, unknown>>;
}

/** The parts of an openid-client `Configuration` that this library reads. */
interface ServerConfiguration {
  serverMetadata(): { userinfo_endpoint?: string | undefined };
}

type DoneCallback = (error: unknown, identity?: VerifiedIdentity) => void;

/**
 * Creates the verify callback for the strategy of `openid-client/passport`, with or without `passReqToCallback`. It
 * reads the claims of the ID token and, if the provider has a userinfo endpoint, those of the userinfo response,
 * because groups are often only there. The subject is `sub` (OpenID Connect Core 2); a userinfo response about another
 * subject (5.3.2) is the error `subject_mismatch`. If both have a claim, userinfo takes precedence.
 *
 * @param config the openid-client configuration that the strategy uses
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
  // Both packages compare the subjects in one place, with an error of this library.
  const userinfo = await client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck);
  return oidcIdentity(claims, userinfo);
}

/**
 * The package is an optional peer, and ESM only: it is loaded when it is first needed. Node 20.19 and newer can
 * `require` it; other runtimes can `import` it.
 */
async function loadOpenIDClient(): Promise<OpenIDClient> {
  try {
    return createRequire(__filename)('openid-client') as OpenIDClient;
  } catch {
    return (await import('openid-client')) as unknown as OpenIDClient;
  }
}
