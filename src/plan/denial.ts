import type { DenialCode } from '../errors';

/**
 * The message for a user whose sign-in is refused. It says what the user can do. It reveals nothing about the mapping,
 * other users or the product's rules.
 */
export function denialMessage(code: DenialCode): string {
  switch (code) {
    case 'not_provisioned':
      return 'There is no account for you here yet. Ask an administrator to invite you.';
    case 'user_deactivated':
      return 'Your account is deactivated. Ask an administrator to activate it.';
    case 'email_conflict':
      return 'Your email address belongs to another account here. Ask an administrator for help.';
    case 'no_matching_group':
      return 'None of your groups may use this product. Ask an administrator to add you to one.';
    case 'identity_unlinked':
      return 'Your company’s sign-in is no longer linked to your account here. Ask an administrator to link it again.';
    case 'issuer_mismatch':
      return 'Your company’s sign-in has changed, so we cannot tell that you are the same person. Ask an administrator.';
    case 'tenant_mismatch':
      return 'Your account belongs to another organization here. Ask an administrator.';
    case 'tenant_unknown':
      return 'We cannot tell which organization you sign in to. Ask an administrator.';
    case 'provider_unknown':
      return 'This sign-in is not set up here. Ask an administrator.';
    case 'groups_absent':
    case 'groups_overage':
    case 'groups_malformed':
      return 'Your company’s sign-in did not send a usable list of your groups. Ask an administrator.';
    case 'managed_by_identity_provider':
      return 'Your account is not linked to your company’s sign-in yet. Ask an administrator to link it.';
  }
}
