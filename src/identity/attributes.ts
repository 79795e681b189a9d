/**
 * The names under which providers send what we read, tried in this order: our own word, OpenID Connect Core 5.1,
 * the WS-Federation claim URIs of AD FS and Entra ID, the LDAP object ids of RFC 4519 and RFC 2798, camel case.
 */
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

export const GIVEN_NAME_ATTRIBUTES = [
  'givenname',
  'given_name',
  `${CLAIMS}/givenname`,
  'urn:oid:2.5.4.42',
  'givenName',
  'firstName',
  'first_name',
  'FirstName',
];

export const SURNAME_ATTRIBUTES = [
  'surname',
  'family_name',
  `${CLAIMS}/surname`,
  'urn:oid:2.5.4.4',
  'sn',
  'familyName',
  'lastName',
  'last_name',
  'LastName',
];

export const AVATAR_ATTRIBUTES = ['avatar', 'picture', 'avatarUrl', 'avatar_url', 'profilePicture', 'photo'];

export const EMAIL_ATTRIBUTES = [
  'email',
  'mail',
  `${CLAIMS}/emailaddress`,
  'urn:oid:0.9.2342.19200300.100.1.3',
  'emailAddress',
  'Email',
];

/** Text that is not blank, or word that there is something else; `undefined` for nothing. */
export type Found = string | typeof NOT_TEXT | undefined;
const NOT_TEXT = Symbol('not text');

/** The first value that is text and not blank, trimmed, under the first of the names that has one. */
export function firstText(
  attributes: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  const found = findText(attributes, names);
  return typeof found === 'string' ? found : undefined;
}

/** The same, with word of a value that is no text where there is none that is. */
export function findText(attributes: Readonly<Record<string, unknown>>, names: readonly string[]): Found {
  let found: Found;
  for (const name of names) {
    if (!Object.hasOwn(attributes, name)) continue;
    const value = attributes[name];
    for (const candidate of Array.isArray(value) ? (value as unknown[]) : [value]) {
      const text = textOf(candidate);
      if (typeof text === 'string') return text;
      found ??= text;
    }
  }
  return found;
}

export function textOf(value: unknown): Found {
  if (typeof value === 'string') return value.trim() || undefined;
  return value === undefined || value === null ? undefined : NOT_TEXT;
}
