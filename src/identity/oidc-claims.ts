import { ProvisioningError } from '../errors';
import type { VerifiedIdentity } from './verified-identity';

type ClaimSet = Readonly<Record<string, unknown>>;

/**
 * One identity from the claims of the ID token and of the userinfo answer. Where both name a claim, userinfo is
 * the newer word, so it wins; an address and the word that it was verified are always taken from the same one.
 *
 * @throws {ProvisioningError} `subject_mismatch` (OpenID Connect Core 5.3.2: such an answer must not be used)
 */
export function oidcIdentity(idToken: ClaimSet, userinfo: ClaimSet | undefined): VerifiedIdentity {
  const subject = stringOrEmpty(ownClaim(idToken, 'sub'));
  if (userinfo !== undefined && ownClaim(userinfo, 'sub') !== subject) {
    throw new ProvisioningError(
      'subject_mismatch',
      'The userinfo answer is about another subject than the ID token, so nothing of it is used. ' +
        'Sign in again; if it happens every time, the userinfo URL is that of another provider.',
      { status: 403 },
    );
  }
  const emailSource = userinfo !== undefined && Object.hasOwn(userinfo, 'email') ? userinfo : idToken;
  const email = ownClaim(emailSource, 'email');
  const emailVerified = ownClaim(emailSource, 'email_verified');
  return {
    protocol: 'oidc',
    issuer: stringOrEmpty(ownClaim(idToken, 'iss')),
    subject,
    ...(typeof email === 'string' ? { email } : {}),
    // Only the JSON value true counts (OpenID Connect Core 5.1); "true" as a string is nobody's word for anything.
    ...(typeof emailVerified === 'boolean' ? { emailVerified } : {}),
    attributes: Object.fromEntries([...Object.entries(idToken), ...Object.entries(userinfo ?? {})]),
  };
}

function ownClaim(claims: ClaimSet, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function stringOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
