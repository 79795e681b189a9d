import { fits, isStorable } from '../text';
import {
  AVATAR_ATTRIBUTES,
  findText,
  GIVEN_NAME_ATTRIBUTES,
  SURNAME_ATTRIBUTES,
  textOf,
  type Found,
} from './attributes';
import { isTrustedEmail } from './email';
import { readGroups, type Groups } from './groups';
import { readSubject, type VerifiedIdentity } from './verified-identity';

/** What is known of the person who signs in, whatever protocol said it. The planner sees only this. */
export interface Claims {
  issuer: string;
  /** Whether it is another issuer than the app named for the provider. */
  issuerIsForeign?: boolean;
  subject: string;
  email?: string;
  /** Whether the address may link the person to an invitation. */
  emailTrusted: boolean;
  firstName?: string;
  lastName?: string;
  avatar?: string;
  groups: Groups;
  /** What was sent and is not used, with the reason. */
  leftOut: readonly LeftOut[];
}

export interface LeftOut {
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
  const read = (usual: readonly string[], own: string | readonly string[] | undefined) =>
    findText(identity.attributes, own === undefined ? usual : [own].flat());

  const address = textOf(identity.email);
  const email = names?.email === undefined ? address : read([], names.email);
  // The provider's word that an address was verified is about the address it sent, not about another attribute.
  const vouched = identity.emailVerified === true && email === address;

  const leftOut: LeftOut[] = [];
  const claims: Claims = {
    issuer,
    issuerIsForeign: options.issuer !== undefined && options.issuer !== issuer,
    subject: readSubject(identity, options.subjectAttribute),
    emailTrusted: typeof email === 'string' && isTrustedEmail(email, vouched, emailDomains),
    groups: readGroups(identity, groupAttribute),
    leftOut,
  };
  const keep = (field: LeftOut['field'], found: Found, problemOf: (text: string) => string | undefined) => {
    if (found === undefined) return;
    const problem = typeof found === 'string' ? problemOf(found) : 'not text';
    if (problem === undefined) claims[field] = found as string;
    else leftOut.push({ field, problem });
  };
  keep('email', email, (text) => textProblem(text, 320));
  keep('firstName', read(GIVEN_NAME_ATTRIBUTES, names?.givenname), (text) => textProblem(text, 255));
  keep('lastName', read(SURNAME_ATTRIBUTES, names?.surname), (text) => textProblem(text, 255));
  keep('avatar', read(AVATAR_ATTRIBUTES, names?.avatar), (text) => avatarProblem(text, avatarProtocols));
  return claims;
}

function textProblem(text: string, limit: number): string | undefined {
  if (!fits(text, limit)) return `over ${limit} characters`;
  if (!isStorable(text)) return 'not well-formed Unicode';
  return undefined;
}

/** An avatar is only ever handed on, never fetched: what matters is that a page may show it. */
function avatarProblem(avatar: string, protocols: readonly string[]): string | undefined {
  const problem = textProblem(avatar, 2048);
  if (problem !== undefined) return problem;
  if (!URL.canParse(avatar)) return 'not an absolute URL';
  const { protocol } = new URL(avatar);
  // A page of the same protocol would read "https:face.png" as a file of its own.
  const isRelativeSomewhere = /^https?:$/.test(protocol) && !/^https?:\/\//i.test(avatar);
  if (isRelativeSomewhere) return 'not an absolute URL';
  return protocols.includes(protocol) ? undefined : `a ${protocol} URL, not ${protocols.join(' or ')}`;
}
