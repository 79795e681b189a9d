/** The form in which addresses and domains are compared: without case, and otherwise exactly. */
export function emailKey(email: string): string {
  // Only A to Z. A full case folding would make the Kelvin sign a "k", and its owner somebody else.
  return email.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * Whether an address says for sure who its owner is: the provider vouches for it (the OpenID claim
 * `email_verified` is exactly `true`), or its domain is one of those that the provider is trusted with.
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

/** The domain of an address of the one shape that nobody can read in two ways: one `@`, no blanks, no quotes. */
function domainOf(key: string): string | undefined {
  return /^[^\s@"<>,;:\\()[\]]+@([^\s@"<>,;:\\()[\]]+)$/.exec(key)?.[1];
}
