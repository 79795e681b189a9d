import { ProvisioningError } from '../errors';
import type { VerifiedIdentity } from './verified-identity';

type ClaimSet = Readonly<Record<string, unknown>>;

/**
 * Combines the claims of the ID token and of the userinfo response into one identity. Where both have a claim, userinfo
 * is newer and takes precedence. A claim that is `null` or `""` in userinfo counts as omitted there (OpenID Connect
 * Core 5.3.2), so it does not override the ID token. `email` and `email_verified` always come from the same source.
 * `tid`, `hd` and `sid` are those of the ID token only.
 *
 * @throws {ProvisioningError} `subject_invalid`; `subject_mismatch` (5.3.2: such a response must not be used)
 */
export function oidcIdentity(idToken: ClaimSet, userinfo: ClaimSet | undefined): VerifiedIdentity {
  const subject = readSub(idToken, 'ID token');
  if (userinfo !== undefined && readSub(userinfo, 'userinfo response') !== subject) {
    throw new ProvisioningError(
      'subject_mismatch',
      'The userinfo response is about another subject than the ID token, so it is not used. ' +
        'Sign in again; if it happens every time, the userinfo URL is that of another provider.',
      { status: 403 },
    );
  }
  const emailSource = userinfo !== undefined && hasValue(ownClaim(userinfo, 'email')) ? userinfo : idToken;
  const email = ownClaim(emailSource, 'email');
  const emailVerified = ownClaim(emailSource, 'email_verified');
  return {
    protocol: 'oidc',
    issuer: stringOrEmpty(ownClaim(idToken, 'iss')),
    subject,
    ...(typeof email === 'string' ? { email } : {}),
    // Only the JSON value true counts (OpenID Connect Core 5.1); the text "true" vouches for nothing.
    ...(typeof emailVerified === 'boolean' ? { emailVerified } : {}),
    attributes: mergeClaims(idToken, userinfo ?? {}),
  };
}

/**
 * Claims by which an app may choose the tenant (Entra ID, Google) and by which sessions end. They are read from the ID
 * token only, because the strategy verifies it.
 */
const ID_TOKEN_CLAIMS: readonly string[] = ['tid', 'hd', 'sid'];

/**
 * The session at the provider, for Back-Channel Logout: `sid` of the ID token, of at most 1,024 characters. The subject of
 * another protocol has none.
 */
export function readSid({ protocol, attributes }: VerifiedIdentity): string | undefined {
  const sid = protocol === 'oidc' ? ownClaim(attributes, 'sid') : undefined;
  return typeof sid === 'string' && sid !== '' && sid.length <= 1024 ? sid : undefined;
}

/** `Object.fromEntries` creates own properties even for a name like `__proto__`. */
function mergeClaims(idToken: ClaimSet, userinfo: ClaimSet): Record<string, unknown> {
  const overriding = Object.entries(userinfo).filter(
    ([name, value]) => !ID_TOKEN_CLAIMS.includes(name) && (hasValue(value) || !Object.hasOwn(idToken, name)),
  );
  return Object.fromEntries([...Object.entries(idToken), ...overriding]);
}

function hasValue(claim: unknown): boolean {
  return claim !== undefined && claim !== null && claim !== '';
}

/**
 * A number is refused and never converted: JavaScript rounds integers beyond 2^53, so two users could get the same
 * subject.
 */
function readSub(claims: ClaimSet, source: string): string {
  const sub = ownClaim(claims, 'sub');
  if (typeof sub === 'number') {
    throw new ProvisioningError(
      'subject_invalid',
      `The claim "sub" of the ${source} is a number, and must be a string (OpenID Connect Core 2). ` +
        'Have the identity provider send it as a string.',
      { status: 403 },
    );
  }
  return stringOrEmpty(sub);
}

function ownClaim(claims: ClaimSet, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
