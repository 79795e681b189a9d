import type { GrantChange } from './change';
import type { CurrentUser } from './current-user';

/** When losses become a wave that is held until an administrator has looked at it. */
export interface RemovalLimits {
  /** In a window of this many milliseconds … */
  window: number;
  /** … more users than this … */
  maxUsers: number;
  /** … and more than this share of the tenant's active users lose all that the identity provider gave them. */
  maxShare: number;
}

/** What is known of the tenant's losses when a sign-in would take something away. */
export interface RemovalStats {
  heldAt: Date | null;
  releasedAt: Date | null;
  /** Other users who lost everything, or were kept from it, within the window and since the last release. */
  recentUsers: number;
  activeUsers: number;
}

export const NO_REMOVALS: RemovalStats = { heldAt: null, releasedAt: null, recentUsers: 0, activeUsers: 0 };

/** Whether the changes take all that the identity provider gave. */
export function removesEverything(user: CurrentUser, changes: readonly GrantChange[]): boolean {
  if (changes.some(({ action }) => action !== 'remove')) return false;
  const mappedGrants = [
    ...user.memberships.map(({ source }) => source),
    ...user.caseGroupMemberships.map(({ source }) => source),
    ...user.tenantPermissions.map(({ source }) => source),
    ...(user.tenantOwner ? [user.ownerSource] : []),
  ].filter((source) => source === 'mapping').length;
  const removedMappedGrants = changes.filter(
    (change) => 'previousSource' in change && change.previousSource === 'mapping',
  ).length;
  return mappedGrants > 0 && removedMappedGrants === mappedGrants;
}

/** Whether an administrator has let go what was held of this user. */
export function isReleased({ removalsHeldAt }: CurrentUser, { releasedAt }: RemovalStats): boolean {
  return removalsHeldAt !== null && releasedAt !== null && removalsHeldAt <= releasedAt;
}

/** Whether a user's losses are held. */
export function exceedsLimits(
  user: CurrentUser,
  losesEverything: boolean,
  stats: RemovalStats,
  limits: RemovalLimits | false,
): boolean {
  if (limits === false) return false;
  if (isReleased(user, stats)) return false;
  const { heldAt, recentUsers, activeUsers } = stats;
  if (heldAt !== null) return true;
  const affectedUsers = recentUsers + 1;
  return losesEverything && affectedUsers > limits.maxUsers && affectedUsers > limits.maxShare * activeUsers;
}
