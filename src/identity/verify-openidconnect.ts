import { ProvisioningError } from '../errors';
import { oidcIdentity } from './oidc-claims';
import type { VerifiedIdentity } from './verified-identity';

type DoneCallback = (error: Error | null, identity?: VerifiedIdentity) => void;

/**
 * The verify callback for `passport-openidconnect`; in a strategy that `jit.wrap` wraps also with `passReqToCallback`.
 *
 * It takes nine arguments because the strategy decides by their number: only at nine does it fetch userinfo, where
 * most providers put the groups, and hand over the raw answer and the raw ID token. The subject is `sub` (OpenID
 * Connect Core 2); a userinfo answer about another one (5.3.2) is the error `subject_mismatch`. Where both name
 * a claim, userinfo wins.
 */
export function verifyOpenIDConnect(
  issuer: unknown,
  uiProfile: unknown,
  _idProfile: unknown,
  _context: unknown,
  idToken: unknown,
  _accessToken: unknown,
  _refreshToken: unknown,
  _params: unknown,
  done: unknown,
): void {
  const callback = done as DoneCallback;
  let identity: VerifiedIdentity;
  try {
    // With the request first, nine arguments are those without userinfo.
    if (typeof issuer !== 'string') throw invalidArgumentsError();
    const userinfo = (uiProfile as { _json?: Record<string, unknown> } | undefined)?._json;
    identity = oidcIdentity(decodeIdToken(idToken), userinfo);
  } catch (error) {
    callback(error as Error);
    return;
  }
  callback(null, identity);
}

/** The claims of an ID token that the strategy has checked already: it hands over only the encoded form. */
function decodeIdToken(idToken: unknown): Record<string, unknown> {
  const payload = typeof idToken === 'string' ? idToken.split('.')[1] : undefined;
  if (payload === undefined) throw invalidArgumentsError();
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
}

function invalidArgumentsError(): ProvisioningError {
  return new ProvisioningError(
    'identity_invalid',
    'verifyOpenIDConnect did not get what it needs. Pass it to the Strategy of passport-openidconnect 0.1.2 or newer, ' +
      'and that to jit.wrap.',
  );
}
