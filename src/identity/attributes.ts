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

/** The first value that is text and not blank, trimmed, under the first of the names that has one. */
export function firstText(
  attributes: Readonly<Record<string, unknown>>,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    if (!Object.hasOwn(attributes, name)) continue;
    const value = attributes[name];
    for (const candidate of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof candidate === 'string' && candidate.trim() !== '') return candidate.trim();
    }
  }
  return undefined;
}
