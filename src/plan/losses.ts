import type { GrantChange } from './change';
import type { CurrentUser } from './current';

/** When losses become a wave that is held until an administrator has looked at it. */
export interface LossLimits {
  /** In a window of this many milliseconds … */
  window: number;
  /** … more users than this … */
  users: number;
  /** … and more than this share of the tenant's active users lose all that the identity provider gave them. */
  share: number;
}

/** What is known of the tenant's losses when a sign-in would take something away. */
export interface Losses {
  heldAt: Date | null;
  releasedAt: Date | null;
  /** Other users who lost everything, or were kept from it, within the window and since the last release. */
  recentUsers: number;
  activeUsers: number;
}

export const NO_LOSSES: Losses = { heldAt: null, releasedAt: null, recentUsers: 0, activeUsers: 0 };

/** Whether the changes take all that the identity provider gave. */
export function empties(user: CurrentUser, changes: readonly GrantChange[]): boolean {
  if (changes.some(({ action }) => action !== 'remove')) return false;
  const given = [
    ...user.memberships.map(({ source }) => source),
    ...user.caseGroupMemberships.map(({ source }) => source),
    ...user.tenantPermissions.map(({ source }) => source),
    ...(user.tenantOwner ? [user.ownerSource] : []),
  ].filter((source) => source === 'mapping').length;
  const taken = changes.filter(
    (change) => 'formerSource' in change && change.formerSource === 'mapping',
  ).length;
  return given > 0 && taken === given;
}

/** Whether an administrator has let go what was held of this user. */
export function isReleased({ lossesHeldAt }: CurrentUser, { releasedAt }: Losses): boolean {
  return lossesHeldAt !== null && releasedAt !== null && lossesHeldAt <= releasedAt;
}

/** Whether a user's losses are held. */
export function holdsLosses(
  user: CurrentUser,
  emptied: boolean,
  losses: Losses,
  limits: LossLimits | false,
): boolean {
  if (limits === false) return false;
  if (isReleased(user, losses)) return false;
  const { heldAt, recentUsers, activeUsers } = losses;
  if (heldAt !== null) return true;
  const users = recentUsers + 1;
  return emptied && users > limits.users && users > limits.share * activeUsers;
}
