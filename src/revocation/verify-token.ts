import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { hasAtMost, isWellFormedText } from '../validation/text';
import type { TokenConnection } from './connection';
import { TokenError } from './token-error';

/** Signatures by a private key. Not among them: `none`, and HMAC, for which a public key could be taken as the secret. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** How far the clocks of the provider and of the app may differ, in seconds. */
const CLOCK_TOLERANCE = 60;

/** What a standard asks of its tokens. */
export interface TokenRules {
  /** The values that the header `typ` may have, in lower case; `undefined` where it may be left out. */
  types: readonly (string | undefined)[];
  /** How many seconds a token may be old, by its claim `iat`. */
  maxAge: number;
}

/** A token whose signature and claims are right. */
export interface VerifiedToken {
  claims: JWTPayload;
  jti: string;
  /** From then on it would be refused for its age. */
  expiresAt: Date;
}

/** @throws {TokenError} with what is wrong */
export async function verifyToken(
  token: unknown,
  { issuer, audience, keys }: TokenConnection,
  { types, maxAge }: TokenRules,
): Promise<VerifiedToken> {
  if (typeof token !== 'string') throw new TokenError('request_invalid', 'There is no token.');
  if (!types.includes(readType(token)))
    throw new TokenError('token_invalid', 'The token is of another type (typ).');
  const { payload } = await jwtVerify(token, keys, {
    ...{ algorithms: ALGORITHMS, issuer, audience, clockTolerance: CLOCK_TOLERANCE },
    maxTokenAge: maxAge,
    requiredClaims: ['jti'],
  }).catch((cause: unknown) => {
    throw cause instanceof TokenError ? cause : toTokenError(cause);
  });
  const { jti, iat, exp = Infinity } = payload;
  if (!isClaimText(jti)) throw new TokenError('token_invalid', 'The claim "jti" must be text.');
  const lastSecond = Math.min(exp, iat! + maxAge) + CLOCK_TOLERANCE;
  return { claims: payload, jti, expiresAt: new Date((lastSecond + 1) * 1000) };
}

/** Whether a claim is text that can be looked up. */
export function isClaimText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && hasAtMost(value, 1024) && isWellFormedText(value);
}

/** The type by its short name (RFC 7515, 4.1.9). */
function readType(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token)
      .typ?.toLowerCase()
      .replace(/^application\//, '');
  } catch (cause) {
    throw new TokenError('token_invalid', 'The token is no signed JWT.', { cause });
  }
}

function toTokenError(cause: unknown): TokenError {
  const of = (problem: TokenError['problem'], message: string) => new TokenError(problem, message, { cause });
  if (cause instanceof errors.JWTExpired) return of('token_expired', 'The token has expired.');
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === 'iss') return of('issuer_unknown', 'The issuer (iss) is another one.');
    if (cause.claim === 'aud') return of('audience_unknown', 'The audience (aud) is another one.');
    return of('token_invalid', `The claim "${cause.claim}" is missing or wrong.`);
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed)
    return of('signature_invalid', 'The signature is wrong.');
  if (cause instanceof errors.JOSEAlgNotAllowed || cause instanceof errors.JOSENotSupported)
    return of('key_unknown', 'The algorithm of the signature (alg) is not allowed.');
  return of('token_invalid', 'The token is no signed JWT.');
}
