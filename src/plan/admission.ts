import type { Claims } from '../identity/claims';
import { isSynced, type Settings } from '../settings/settings';
import type { DenialCode } from '../errors';
import type { CurrentUser, UserMatch } from './plan-input';

/** Whether a user is admitted, and as whom. */
export type Admission =
  | { kind: 'known' | 'invited' | 'adopted'; user: CurrentUser }
  | { kind: 'new' }
  | { kind: 'denied'; code: DenialCode };

export function decideAdmission(match: UserMatch, claims: Claims, settings: Settings): Admission {
  if (claims.issuerMismatch) return denied('issuer_mismatch');
  switch (match.kind) {
    case 'known':
      if (match.issuer !== claims.issuer) return denied('issuer_mismatch');
      if (match.isUnlinked) return denied('identity_unlinked');
      // The app may have moved the user to another tenant, whose grants this provider must not decide.
      if (match.user.tenant !== settings.tenant) return denied('tenant_mismatch');
      return match.user.active ? { kind: 'known', user: match.user } : denied('user_deactivated');
    case 'sameEmail': {
      const { user, hasIdentity } = match;
      // An account cannot be taken over by email: an address links a user to an invitation, and to nothing else.
      if (!user.invited || hasIdentity || !claims.emailTrusted) return denied('email_conflict');
      if (!user.active) return denied('user_deactivated');
      // The invitation was sent before enhanced sync took effect.
      if (isSynced(settings)) return denied('managed_by_identity_provider');
      return { kind: 'invited', user };
    }
    case 'adoptable':
      return match.user.active ? { kind: 'adopted', user: match.user } : denied('user_deactivated');
    case 'none':
      return settings.justInTime ? { kind: 'new' } : denied('not_provisioned');
  }
}

function denied(code: DenialCode): Admission {
  return { kind: 'denied', code };
}
