import {
  AVATAR_ATTRIBUTES,
  readText,
  GIVEN_NAME_ATTRIBUTES,
  SURNAME_ATTRIBUTES,
  textProblem,
  toText,
  type AttributeValue,
} from './attributes';
import { emailProblem, isTrustedEmail } from './email';
import { readGroups, type Groups } from './groups';
import { readSubject, type VerifiedIdentity } from './verified-identity';

/** What is known of the user who signs in, in every protocol. The planner sees only this. */
export interface Claims {
  issuer: string;
  /** Whether the issuer differs from the one that the app named for the provider. */
  issuerMismatch?: boolean;
  subject: string;
  email?: string;
  /** Whether the address may link the user to an invitation. */
  emailTrusted: boolean;
  firstName?: string;
  lastName?: string;
  avatar?: string;
  groups: Groups;
  /** What was sent and is not used, with the reason. */
  ignored: readonly IgnoredClaim[];
}

export interface IgnoredClaim {
  field: 'email' | 'firstName' | 'lastName' | 'avatar';
  problem: string;
}

/**
 * Which attribute to read for each field, instead of the usual spellings. A list is tried in its order; an empty one
 * reads none.
 */
export interface AttributeNames {
  /** @default the OpenID claim `given_name` and the usual SAML spellings */
  givenname?: string | readonly string[];
  /** @default the OpenID claim `family_name` and the usual SAML spellings */
  surname?: string | readonly string[];
  /** @default the OpenID claim `picture` and the usual SAML spellings */
  avatar?: string | readonly string[];
  /**
   * An address that is read here is trusted only by `emailDomains`.
   *
   * @default the address of the {@link VerifiedIdentity}
   */
  email?: string | readonly string[];
}

/** Where a provider's claims are found, and what they are trusted with. */
export interface ClaimsOptions {
  issuer?: string | undefined;
  subjectAttribute?: string | undefined;
  emailDomains?: readonly string[] | undefined;
  attributes?: AttributeNames | undefined;
}

/** @throws {ProvisioningError} `subject_transient`, `subject_invalid` */
export function readClaims(
  identity: VerifiedIdentity,
  options: ClaimsOptions,
  groupAttribute: string,
  avatarProtocols: readonly string[],
): Claims {
  const { issuer } = identity;
  const { attributes: names, emailDomains } = options;
  const read = (defaults: readonly string[], configured: string | readonly string[] | undefined) =>
    readText(identity.attributes, configured === undefined ? defaults : [configured].flat());

  const providerEmail = toText(identity.email);
  const email = names?.email === undefined ? providerEmail : read([], names.email);
  // `emailVerified` is about the identity's own address, not about another attribute.
  const isVerified = identity.emailVerified === true && email === providerEmail;

  const ignored: IgnoredClaim[] = [];
  const claims: Claims = {
    issuer,
    issuerMismatch: options.issuer !== undefined && options.issuer !== issuer,
    subject: readSubject(identity, options.subjectAttribute),
    emailTrusted: false,
    groups: readGroups(identity, groupAttribute),
    ignored,
  };
  const accept = (
    field: IgnoredClaim['field'],
    value: AttributeValue,
    problemOf: (text: string) => string | undefined,
  ) => {
    if (value === undefined) return;
    const problem = typeof value === 'string' ? problemOf(value) : 'not text';
    if (problem === undefined) claims[field] = value as string;
    else ignored.push({ field, problem });
  };
  accept('email', email, emailProblem);
  if (claims.email !== undefined)
    claims.emailTrusted = isTrustedEmail(claims.email, isVerified, emailDomains);
  accept('firstName', read(GIVEN_NAME_ATTRIBUTES, names?.givenname), (text) => textProblem(text, 255));
  accept('lastName', read(SURNAME_ATTRIBUTES, names?.surname), (text) => textProblem(text, 255));
  accept('avatar', read(AVATAR_ATTRIBUTES, names?.avatar), (text) => avatarProblem(text, avatarProtocols));
  return claims;
}

/** An avatar is only ever handed on, never fetched: what matters is that a page may show it. */
function avatarProblem(avatar: string, protocols: readonly string[]): string | undefined {
  const problem = textProblem(avatar, 2048);
  if (problem !== undefined) return problem;
  if (!URL.canParse(avatar)) return 'not an absolute URL';
  const { protocol } = new URL(avatar);
  // A page of the same protocol would read "https:face.png" as a file of its own.
  const isRelativeReference = /^https?:$/.test(protocol) && !/^https?:\/\//i.test(avatar);
  if (isRelativeReference) return 'not an absolute URL';
  return protocols.includes(protocol) ? undefined : `a ${protocol} URL, not ${protocols.join(' or ')}`;
}
