import { emailKey } from '../identity/email';
import type { CurrentUser, PlanInput } from './plan-input';

/** Whether an existing user is a break-glass user. This sign-in may be the first that vouches for the stored address. */
export function isBreakGlassUser(input: PlanInput, user: CurrentUser): boolean {
  const { claims, rules } = input;
  const { id, tenant, email } = user;
  if (email === null) {
    // The address that this sign-in adds counts as one that a first sign-in brings.
    const added = input.emailIsTaken ? null : (claims.email ?? null);
    return rules.isBreakGlass({ id, tenant, email: added, emailVerified: claims.emailTrusted });
  }
  const emailVerified = vouchesFor(claims, email) || user.emailVerified;
  return rules.isBreakGlass({ id, tenant, email, emailVerified });
}

/** Whether a new user is one: a user without an id yet can only be named by a trusted address. */
export function isBreakGlassNewUser({ claims, rules, settings }: PlanInput): boolean {
  const { email = null, emailTrusted: emailVerified } = claims;
  return rules.isBreakGlass({ tenant: settings.tenant, email, emailVerified });
}

/** Whether a sign-in brings an address that is trusted, and the same as the stored one. */
export function vouchesFor(
  { email, emailTrusted }: PlanInput['claims'],
  storedEmail: string | null,
): boolean {
  return (
    emailTrusted && email !== undefined && storedEmail !== null && emailKey(email) === emailKey(storedEmail)
  );
}
