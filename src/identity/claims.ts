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
import type { GroupAttribute } from './group-source';
import { readGroups, type GroupReading, type Groups } from './groups';
import { readSubject, type VerifiedIdentity } from './verified-identity';

/** The claims about the user who signs in, in one shape for every protocol. The planner sees nothing else. */
export interface Claims {
  issuer: string;
  /** Whether the issuer differs from the one that the app configured for the provider. */
  issuerMismatch?: boolean;
  subject: string;
  email?: string;
  /** Whether the address may link the user to an invitation. */
  emailTrusted: boolean;
  firstName?: string;
  lastName?: string;
  avatar?: string;
  groups: Groups;
  /** The claims that were sent but are not used, with the reason. */
  ignored: readonly IgnoredClaim[];
}

export interface IgnoredClaim {
  field: 'email' | 'firstName' | 'lastName' | 'avatar';
  problem: string;
}

/**
 * The attributes to read for each field, instead of the usual spellings. A list is tried in its order; an empty list
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
   * The address from these attributes is trusted only if `emailDomains` includes its domain.
   *
   * @default the address of the {@link VerifiedIdentity}
   */
  email?: string | readonly string[];
}

/** Where the claims of a provider are found, and which addresses are trusted. */
export interface ClaimsOptions extends GroupReading {
  issuer?: string | undefined;
  subjectAttribute?: string | undefined;
  emailDomains?: readonly string[] | undefined;
  attributes?: AttributeNames | undefined;
}

/** @throws {ProvisioningError} `subject_transient`, `subject_invalid` */
export function readClaims(
  identity: VerifiedIdentity,
  options: ClaimsOptions,
  groupAttribute: GroupAttribute,
  avatarProtocols: readonly string[],
): Claims {
  const { issuer } = identity;
  const { attributes: names, emailDomains } = options;
  const read = (defaults: readonly string[], configured: string | readonly string[] | undefined) =>
    readText(identity.attributes, configured === undefined ? defaults : [configured].flat());

  const providerEmail = toText(identity.email);
  const email = names?.email === undefined ? providerEmail : read([], names.email);
  // `emailVerified` describes the identity's own address, not another attribute.
  const isVerified = identity.emailVerified === true && email === providerEmail;

  const ignored: IgnoredClaim[] = [];
  const claims: Claims = {
    issuer,
    issuerMismatch: options.issuer !== undefined && options.issuer !== issuer,
    subject: readSubject(identity, options.subjectAttribute),
    emailTrusted: false,
    groups: readGroups(identity, groupAttribute, options),
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

/** An avatar is never fetched, only passed on. It must be a URL that a page may show. */
function avatarProblem(avatar: string, protocols: readonly string[]): string | undefined {
  const problem = textProblem(avatar, 2048);
  if (problem !== undefined) return problem;
  if (!URL.canParse(avatar)) return 'not an absolute URL';
  const { protocol } = new URL(avatar);
  // A page of the same protocol would resolve "https:face.png" as a relative URL.
  const isRelativeReference = /^https?:$/.test(protocol) && !/^https?:\/\//i.test(avatar);
  if (isRelativeReference) return 'not an absolute URL';
  return protocols.includes(protocol) ? undefined : `a ${protocol} URL, not ${protocols.join(' or ')}`;
}
