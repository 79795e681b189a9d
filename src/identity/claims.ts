import { fits, isStorable } from '../text';
import {
  AVATAR_ATTRIBUTES,
  EMAIL_ATTRIBUTES,
  firstText,
  GIVEN_NAME_ATTRIBUTES,
  SURNAME_ATTRIBUTES,
} from './attributes';
import { isTrustedEmail } from './email';
import { readGroups, type Groups } from './groups';
import { readSubject, type VerifiedIdentity } from './verified-identity';

/** What is known of the person who signs in, whatever protocol said it. The planner sees only this. */
export interface Claims {
  issuer: string;
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

/** Which attribute to read for each field, instead of the usual spellings. A list is tried in its order. */
export interface AttributeNames {
  givenname?: string | readonly string[];
  surname?: string | readonly string[];
  avatar?: string | readonly string[];
  email?: string | readonly string[];
}

export interface ClaimsOptions {
  groupAttribute: string;
  subjectAttribute?: string | undefined;
  emailDomains?: readonly string[] | undefined;
  attributes?: AttributeNames | undefined;
  avatarProtocols: readonly string[];
}

/** @throws {ProvisioningError} `subject_transient`, `subject_invalid` */
export function readClaims(identity: VerifiedIdentity, options: ClaimsOptions): Claims {
  const { attributes: names = {} } = options;
  const leftOut: LeftOut[] = [];

  const keep = (field: LeftOut['field'], value: string | undefined, problem: string | undefined) => {
    if (value === undefined) return {};
    if (problem === undefined) return { [field]: value };
    leftOut.push({ field, problem });
    return {};
  };
  const read = (usual: readonly string[], own: string | readonly string[] | undefined) =>
    firstText(identity.attributes, own === undefined ? usual : [own].flat());

  const email = names.email === undefined ? identity.email?.trim() : read(EMAIL_ATTRIBUTES, names.email);
  const firstName = read(GIVEN_NAME_ATTRIBUTES, names.givenname);
  const lastName = read(SURNAME_ATTRIBUTES, names.surname);
  const avatar = read(AVATAR_ATTRIBUTES, names.avatar);
  // The provider's word that an address was verified is about the address it sent, not about another attribute.
  const vouched = identity.emailVerified === true && email === identity.email?.trim();

  return {
    issuer: identity.issuer,
    subject: readSubject(identity, options.subjectAttribute),
    ...keep('email', email === '' ? undefined : email, email && textProblem(email, 320)),
    emailTrusted: email !== undefined && isTrustedEmail(email, vouched, options.emailDomains),
    ...keep('firstName', firstName, firstName && textProblem(firstName, 255)),
    ...keep('lastName', lastName, lastName && textProblem(lastName, 255)),
    ...keep('avatar', avatar, avatar && avatarProblem(avatar, options.avatarProtocols)),
    groups: readGroups(identity, options.groupAttribute),
    leftOut,
  };
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
  return protocols.includes(protocol) ? undefined : `a ${protocol} URL, not ${protocols.join(' or ')}`;
}
