import { ProvisioningError } from '../errors';
import { oidcIdentity } from './oidc-claims';
import type { VerifiedIdentity } from './verified-identity';

type DoneCallback = (error: Error | null, identity?: VerifiedIdentity) => void;

/**
 * The verify callback for `passport-openidconnect`. In a strategy that `jit.wrap` wraps, it also works with
 * `passReqToCallback`.
 *
 * It declares nine parameters because the strategy checks their number: only with nine, it fetches userinfo, where most
 * providers put the groups, and passes the raw response and the raw ID token. A wrapper with rest parameters declares
 * none, so it results in the error `identity_invalid`. The subject is `sub` (OpenID Connect Core 2); a userinfo
 * response about another subject (5.3.2) is the error `subject_mismatch`. If both have a claim, userinfo takes
 * precedence, unless its value there is `null` or `""`.
 *
 * @example
 * ```ts
 * const strategy = new OpenIDConnectStrategy(oidcOptions, verifyOpenIDConnect);
 * passport.use('company', jit.wrap(strategy, { provider: 'company' }));
 * ```
 */
export function verifyOpenIDConnect(
  issuer: unknown,
  uiProfile: unknown,
  idProfile: unknown,
  context: unknown,
  idToken: unknown,
  accessToken: unknown,
  refreshToken: unknown,
  params: unknown,
  done: unknown,
): void {
  const args = [issuer, uiProfile, idProfile, context, idToken, accessToken, refreshToken, params, done];
  // With fewer arguments, the strategy passes its callback at an earlier position.
  const callback = args.findLast((arg) => typeof arg === 'function') as DoneCallback | undefined;
  if (callback === undefined) throw invalidArgumentsError();
  let identity: VerifiedIdentity;
  try {
    if (callback !== done) throw missingParametersError();
    // With the request as the first argument, nine arguments are those without userinfo.
    if (typeof issuer !== 'string') throw invalidArgumentsError();
    const userinfo = (uiProfile as { _json?: Record<string, unknown> } | undefined)?._json;
    identity = oidcIdentity(decodeIdToken(idToken), userinfo);
  } catch (error) {
    callback(error as Error);
    return;
  }
  callback(null, identity);
}

/** The strategy has already verified the ID token, but passes it in its encoded form only. */
function decodeIdToken(idToken: unknown): Record<string, unknown> {
  const payload = typeof idToken === 'string' ? idToken.split('.')[1] : undefined;
  if (payload === undefined) throw invalidArgumentsError();
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
}

function missingParametersError(): ProvisioningError {
  return new ProvisioningError(
    'identity_invalid',
    'verifyOpenIDConnect was called with fewer than nine arguments. passport-openidconnect decides by the number of ' +
      'parameters that the verify callback declares, and a function with rest parameters declares none. Pass ' +
      'verifyOpenIDConnect itself to the strategy, or a function that declares all nine parameters.',
  );
}

function invalidArgumentsError(): ProvisioningError {
  return new ProvisioningError(
    'identity_invalid',
    'verifyOpenIDConnect did not get the arguments that it needs. Pass it to the Strategy of passport-openidconnect ' +
      '0.1.2 or newer, and pass that strategy to jit.wrap.',
  );
}
