import { textProblem, toText } from './attributes';

/** The form in which addresses and domains are compared: without case, and otherwise exact. */
export function emailKey(email: string): string {
  // Only A to Z: a full case folding maps the Kelvin sign to "k", so two different addresses would be equal.
  return email.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * The reason why text is not stored as an address: an address has one `@` with text on both sides, and no whitespace or
 * control character. Some providers send a user name as the address (OneLogin and Zitadel in a NameID of the format
 * `emailAddress`), and a line break would add headers to a mail.
 */
export function emailProblem(text: string): string | undefined {
  return textProblem(text, 320) ?? (isEmailAddress(text) ? undefined : 'not an email address');
}

/** The trimmed address in a value that a provider sent; `undefined` for anything else. */
export function readEmail(value: unknown): string | undefined {
  const text = toText(value);
  return typeof text === 'string' && emailProblem(text) === undefined ? text : undefined;
}

function isEmailAddress(text: string): boolean {
  return /^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(text);
}

/**
 * Whether an address is trusted: the provider vouches for it (the OpenID claim `email_verified` is exactly `true`), or
 * its domain is in the provider's `emailDomains`.
 */
export function isTrustedEmail(
  email: string,
  emailVerified: boolean | undefined,
  emailDomains: readonly string[] = [],
): boolean {
  if (emailVerified !== true && emailDomains.length === 0) return false;
  const domain = domainOf(emailKey(email));
  if (domain === undefined) return false;
  return emailVerified === true || emailDomains.some((allowed) => emailKey(allowed) === domain);
}

/** The domain of an address that has only one interpretation: no quotes, comments or lists. */
function domainOf(key: string): string | undefined {
  if (!isEmailAddress(key)) return undefined;
  return /^[^\s@"<>,;:\\()[\]]+@([^\s@"<>,;:\\()[\]]+)$/.exec(key)?.[1];
}
