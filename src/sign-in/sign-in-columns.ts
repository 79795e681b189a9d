import type { IdentityBase } from '../entities/identity';
import { sourcesWithGroups } from '../identity/groups';
import { isInFuture } from '../entities/timestamp';
import type { UserBase } from '../entities/user';
import { vouchesFor } from '../plan/break-glass';
import type { Plan } from '../plan/plan';
import type { PlanInput } from '../plan/plan-input';
import { knownNames } from '../plan/groups-policy';
import { readsGroups } from '../plan/relevant-groups';
import { groupSourcesOf } from '../settings/group-sources';
import type { StoredIdentity } from '../store/user-reader';
import type { SignInSnapshot } from './attempt';
import { sourcesKey } from './group-sources';

/** The time of a sign-in, and the precision of the stored times. */
export interface Clock {
  readonly at: Date;
  /** Stored times that are younger than this, in milliseconds, are exact enough. */
  readonly precision: number;
}

/**
 * The values that a sign-in writes to the rows of the user and the identity, in addition to the changes of the plan.
 */
export interface SignInFacts extends Pick<SignInSnapshot, 'input' | 'groupsHash'> {
  readonly plan: Plan;
}

/** The columns of a user's row that a sign-in sets; empty for a sign-in without news. */
export function signInColumns(
  user: UserBase | undefined,
  { input, groupsHash, plan }: SignInFacts,
  clock: Clock,
): Partial<UserBase> {
  const { claims, groups } = input;
  const { at } = clock;
  const columns: Partial<UserBase> = {};
  const names = knownNames(groups);
  if (names !== undefined && user?.groupsHash !== groupsHash) {
    Object.assign(columns, { identityProviderGroups: [...names], groupsHash });
  }
  if (user !== undefined && user.emailVerified !== true && vouchesFor(claims, user.email))
    columns.emailVerified = true;
  if (plan.changes.some((change) => change.kind === 'profile' && change.field === 'email'))
    columns.emailVerified = claims.emailTrusted;
  if (user?.groupsState !== claims.groups.state) columns.groupsState = claims.groups.state;

  const removalsHeld = plan.notes.some(({ kind }) => kind === 'removalsHeld');
  const heldAt = user?.removalsHeldAt;
  if (removalsHeld && (!heldAt || isInFuture(heldAt, at.getTime()))) columns.removalsHeldAt = at;
  if (plan.synced && user?.removalsHeldAt) columns.removalsHeldAt = null;

  const hasChanges = Object.keys(columns).length > 0 || plan.changes.length > 0;
  if (plan.decision !== 'deny' && (hasChanges || isStale(user?.lastSignInAt, clock)))
    columns.lastSignInAt = at;
  if (plan.synced && (hasChanges || isStale(user?.lastSyncedAt, clock))) columns.lastSyncedAt = at;
  return columns;
}

/**
 * The columns of an identity's row that a sign-in sets. They depend on this provider only: at another provider, the
 * same user has other groups.
 */
export function identityColumns(
  identity: StoredIdentity | undefined,
  { input, groupsHash, plan }: SignInFacts,
  clock: Clock,
): Partial<IdentityBase> {
  const { claims, groups } = input;
  const columns: Partial<IdentityBase> = {};
  const names = knownNames(groups);
  if (names !== undefined && identity?.groupsHash !== groupsHash) {
    Object.assign(columns, { groups: [...names], groupsHash });
  }
  if (identity?.groupsState !== claims.groups.state) columns.groupsState = claims.groups.state;
  const sentAttribute = groupAttributeSent(input);
  if (sentAttribute !== null && sentAttribute !== identity?.groupAttribute)
    columns.groupAttribute = sentAttribute;
  const hasChanges = Object.keys(columns).length > 0;
  if (plan.synced && (hasChanges || isStale(identity?.lastSyncedAt, clock))) columns.lastSyncedAt = clock.at;
  return columns;
}

/** The sources at which the provider sent groups, including an empty list. */
function groupAttributeSent({ claims, settings, provider }: PlanInput): string | null {
  if (!readsGroups(settings, provider)) return null;
  return sourcesKey(sourcesWithGroups(claims.groups, groupSourcesOf(settings, provider).sources));
}

function isStale(timestamp: Date | null | undefined, { at, precision }: Clock): boolean {
  return !timestamp || isInFuture(timestamp, at.getTime()) || at.getTime() - timestamp.getTime() >= precision;
}
