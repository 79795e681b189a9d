import { entities, type ProvisioningOptions, type VerifiedIdentity } from 'passport-jit';
import { identity, MAPPING, openHarness, type Harness } from './harness';

/** Settings under which people are invited: the groups decide nothing. */
export const INVITATION_SETTINGS = {
  justInTime: false,
  enhancedSync: false,
  groupAttribute: 'groups',
  mapping: MAPPING,
} as const;

export const openInvitationHarness = (options: Partial<ProvisioningOptions> = {}) =>
  openHarness({ settings: INVITATION_SETTINGS, ...options });

/** A user whose address the provider has verified. */
export const identityWithVerifiedEmail = (email: string, more: Partial<VerifiedIdentity> = {}) =>
  identity(`subject of ${encodeURIComponent(email)}`, ['Everyone'], { email, emailVerified: true, ...more });

/** The invited user with this address, and whether an identity is linked to the user. */
export async function loadInvitedUser({ dataSource: { manager } }: Harness, email: string) {
  const user = await manager.findOneByOrFail(entities.User, { email });
  const identities = await manager.countBy(entities.Identity, { userId: user.id });
  return { user, identities };
}
