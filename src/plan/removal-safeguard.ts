import type { GrantChange } from './change';
import type { CurrentUser, RemovalLimits, RemovalStats } from './plan-input';

export const NO_REMOVALS: RemovalStats = { heldAt: null, releasedAt: null, recentUsers: 0, activeUsers: 0 };

/** Whether the changes remove all grants that the identity provider gave. */
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

/** Whether an administrator has released the held removals of this user. */
export function isReleased({ removalsHeldAt }: CurrentUser, { releasedAt }: RemovalStats): boolean {
  return removalsHeldAt !== null && releasedAt !== null && removalsHeldAt <= releasedAt;
}

/** Whether a user's removals are held. */
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
