import { emailKey } from '../identity/email';
import type { CurrentUser, PlanInput } from './plan-input';

/** Whether an existing user is a break-glass user. This sign-in may be the first that verifies the stored address. */
export function isBreakGlassUser(input: PlanInput, user: CurrentUser): boolean {
  const { claims, rules } = input;
  const { id, tenant, email } = user;
  if (email === null) {
    // An address that this sign-in adds counts like one from a first sign-in.
    const added = input.emailIsTaken ? null : (claims.email ?? null);
    return rules.isBreakGlass({ id, tenant, email: added, emailVerified: claims.emailTrusted });
  }
  const emailVerified = vouchesFor(claims, email) || user.emailVerified;
  return rules.isBreakGlass({ id, tenant, email, emailVerified });
}

/** Whether a new user is a break-glass user. A new user has no id yet, so only a trusted address can match. */
export function isBreakGlassNewUser({ claims, rules, settings }: PlanInput): boolean {
  const { email = null, emailTrusted: emailVerified } = claims;
  return rules.isBreakGlass({ tenant: settings.tenant, email, emailVerified });
}

/** Whether a sign-in brings an address that is trusted and equals the stored one. */
export function vouchesFor(
  { email, emailTrusted }: PlanInput['claims'],
  storedEmail: string | null,
): boolean {
  return (
    emailTrusted && email !== undefined && storedEmail !== null && emailKey(email) === emailKey(storedEmail)
  );
}
