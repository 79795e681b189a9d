import { hasAtMost, isWellFormedText } from '../validation/text';

/**
 * The names under which providers send the attributes, tried in this order: the name of this library, OpenID Connect
 * Core 5.1, the WS-Federation claim URIs of AD FS and Entra ID, the LDAP object ids of RFC 4519 and RFC 2798, camel
 * case.
 */
const WS_FEDERATION_CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

export const GIVEN_NAME_ATTRIBUTES = [
  'givenname',
  'given_name',
  `${WS_FEDERATION_CLAIMS}/givenname`,
  'urn:oid:2.5.4.42',
  'givenName',
  'firstName',
  'first_name',
  'FirstName',
  'User.FirstName',
  'firstname',
];

export const SURNAME_ATTRIBUTES = [
  'surname',
  'family_name',
  `${WS_FEDERATION_CLAIMS}/surname`,
  'urn:oid:2.5.4.4',
  'sn',
  'familyName',
  'lastName',
  'last_name',
  'LastName',
  'User.LastName',
  'lastname',
  'SurName',
];

export const AVATAR_ATTRIBUTES = ['avatar', 'picture', 'avatarUrl', 'avatar_url', 'profilePicture', 'photo'];

export const EMAIL_ATTRIBUTES = [
  'email',
  'mail',
  `${WS_FEDERATION_CLAIMS}/emailaddress`,
  'urn:oid:0.9.2342.19200300.100.1.3',
  'emailAddress',
  'Email',
  'User.email',
  'urn:oid:1.2.840.113549.1.9.1',
];

/** Text that is not blank, `NOT_A_STRING` for another value, or `undefined` for no value. */
export type AttributeValue = string | typeof NOT_A_STRING | undefined;
const NOT_A_STRING = Symbol('not text');

/** The first text that is not blank, trimmed, under the first name that has one. */
export function firstText(
  attributes: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const result = readText(attributes, names);
  return typeof result === 'string' ? result : undefined;
}

/** Like `firstText`, but returns `NOT_A_STRING` if only non-string values were found. */
export function readText(
  attributes: Readonly<Record<string, unknown>>,
  names: readonly string[],
): AttributeValue {
  let result: AttributeValue;
  for (const name of names) {
    if (!Object.hasOwn(attributes, name)) continue;
    const value = attributes[name];
    for (const candidate of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const text = toText(candidate);
      if (typeof text === 'string') return text;
      result ??= text;
    }
  }
  return result;
}

export function toText(value: unknown): AttributeValue {
  if (typeof value === 'string') return value.trim() || undefined;
  return value === undefined || value === null ? undefined : NOT_A_STRING;
}

/** The reason why text cannot be stored in a column of this many characters; `undefined` if it can. */
export function textProblem(text: string, limit: number): string | undefined {
  if (!hasAtMost(text, limit)) return `over ${limit} characters`;
  if (!isWellFormedText(text)) return 'not well-formed Unicode';
  return undefined;
}
