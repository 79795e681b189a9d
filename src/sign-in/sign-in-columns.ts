import { isInFuture } from '../entities/timestamp';
import type { UserBase } from '../entities/user';
import type { Claims } from '../identity/claims';
import { vouchesFor } from '../plan/break-glass';
import type { Plan } from '../plan/plan';
import type { EffectiveGroups } from '../plan/groups-policy';

/** When a sign-in is, and how exact the stored times are. */
export interface Clock {
  readonly at: Date;
  /** Stored times that are younger than this, in milliseconds, are exact enough. */
  readonly precision: number;
}

/** What a sign-in says of the user's own row, beside the changes of the plan. */
export interface SignInFacts {
  readonly claims: Claims;
  readonly groups: EffectiveGroups;
  readonly plan: Plan;
}

/** The columns of a user's row that a sign-in sets: none for a sign-in that says nothing new. */
export function signInColumns(
  user: UserBase | undefined,
  { claims, groups, plan }: SignInFacts,
  { at, precision }: Clock,
): Partial<UserBase> {
  const columns: Partial<UserBase> = {};
  if (groups.decision === 'apply' && !hasSameNames(user?.identityProviderGroups, groups.names)) {
    columns.identityProviderGroups = [...groups.names];
  }
  if (user !== undefined && user.emailVerified !== true && vouchesFor(claims, user.email))
    columns.emailVerified = true;
  if (user?.groupsState !== claims.groups.state) columns.groupsState = claims.groups.state;

  const removalsHeld = plan.notes.some(({ kind }) => kind === 'removalsHeld');
  const heldAt = user?.removalsHeldAt;
  if (removalsHeld && (!heldAt || isInFuture(heldAt, at.getTime()))) columns.removalsHeldAt = at;
  if (plan.synced && user?.removalsHeldAt) columns.removalsHeldAt = null;

  const isStale = (timestamp: Date | null | undefined) =>
    !timestamp || isInFuture(timestamp, at.getTime()) || at.getTime() - timestamp.getTime() >= precision;
  const hasChanges = Object.keys(columns).length > 0 || plan.changes.length > 0;
  if (plan.decision !== 'deny' && (hasChanges || isStale(user?.lastSignInAt))) columns.lastSignInAt = at;
  if (plan.synced && (hasChanges || isStale(user?.lastSyncedAt))) columns.lastSyncedAt = at;
  return columns;
}

function hasSameNames(stored: readonly string[] | null | undefined, names: readonly string[]): boolean {
  if (!stored || stored.length !== names.length) return false;
  const set = new Set(stored);
  return names.every((name) => set.has(name));
}
