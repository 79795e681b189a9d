import type { Claims } from '../identity/claims';
import { isSynced, type Settings } from '../settings/settings';
import type { CurrentUser } from './current';
import type { DenialCode } from './denial';

/** Who the store has for somebody who signs in. */
export type Found<User extends CurrentUser = CurrentUser> =
  /** Somebody with this identity. */
  | { as: 'known'; user: User; issuer: string }
  /** No such identity, but a user with this email address, who may have an identity already. */
  | { as: 'sameEmail'; user: User; hasIdentity: boolean }
  | { as: 'nobody' };

/** Who may come in, and as what. */
export type Admission =
  { as: 'known' | 'invited'; user: CurrentUser } | { as: 'newcomer' } | { as: 'denied'; code: DenialCode };

export function admit(found: Found, claims: Claims, settings: Settings): Admission {
  if (claims.issuerIsForeign) return denied('issuer_mismatch');
  switch (found.as) {
    case 'known':
      if (found.issuer !== claims.issuer) return denied('issuer_mismatch');
      return found.user.active ? { as: 'known', user: found.user } : denied('user_deactivated');
    case 'sameEmail': {
      const { user, hasIdentity } = found;
      // Nobody takes over an account by email: it links a person to an invitation, and to nothing else.
      if (!user.invited || hasIdentity || !claims.emailTrusted) return denied('email_conflict');
      if (!user.active) return denied('user_deactivated');
      // The invitation was sent under other rules.
      if (isSynced(settings)) return denied('managed_by_identity_provider');
      return { as: 'invited', user };
    }
    case 'nobody':
      return settings.justInTime ? { as: 'newcomer' } : denied('not_provisioned');
  }
}

function denied(code: DenialCode): Admission {
  return { as: 'denied', code };
}
