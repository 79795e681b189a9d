import type { GrantSource } from '../entities/grant';
import type { IgnoredClaim } from '../identity/claims';

/** Why a grant is given: the group, and the entry of the mapping that names it. */
export interface GrantReason {
  /** Exactly as the identity provider sent it. */
  group: string;
  /** The entry's place in its list of the mapping, counted from 0. */
  entry: number;
}

/**
 * Something that a sign-in does to a user; `action` says what:
 * - `add`, `change`, `remove`: as they say; a change is one of the role
 * - `reattribute`: the grant stays, but comes from another group or entry now, or is no longer manual
 */
export type Change = MembershipChange | CaseGroupChange | OwnerChange | PermissionChange | ProfileChange;

interface Granted {
  action: 'add' | 'reattribute';
  reason: GrantReason;
}
interface RoleGranted extends Granted {
  role: string;
}
interface RoleChanged {
  action: 'change';
  role: string;
  previousRole: string;
  reason: GrantReason;
}
interface Removed {
  action: 'remove';
  previousSource: GrantSource;
}
interface RoleRemoved extends Removed {
  previousRole: string;
}

/** A change in a team. `role` is the one after it, `previousRole` the one before. */
export type MembershipChange = { kind: 'membership'; team: string } & (
  RoleGranted | RoleChanged | RoleRemoved
);
/** A change in a case group of a team. */
export type CaseGroupChange = { kind: 'caseGroup'; team: string; caseGroup: string } & (
  RoleGranted | RoleChanged | RoleRemoved
);
/** A change of owner status. */
export type OwnerChange = { kind: 'owner' } & (Granted | Removed);
/** A change of a tenant-wide right. */
export type PermissionChange = { kind: 'permission'; permission: string } & (Granted | Removed);
/** A change of a name or avatar, with `syncProfile`; or the address of a user who had none (`email`). */
export interface ProfileChange {
  kind: 'profile';
  action: 'change';
  field: 'firstName' | 'lastName' | 'avatar' | 'email';
  from: string | null;
  to: string;
}

/** A change of a grant, as opposed to the profile. */
export type GrantChange = Exclude<Change, ProfileChange>;

/** Something that a sign-in left undone, and why. Each one is recorded. */
export type Note =
  /** Nothing that could be used came of the groups, so the grants stay as they are. */
  | { kind: 'groupsKept'; state: 'absent' | 'overage' | 'malformed'; problem?: string }
  /** Several groups of the mapping came as one value, joined by this separator. */
  | { kind: 'groupsLookJoined'; separator: ';' | ',' }
  /** The mapping gives a place in a team that is not there; `entry` is counted from 0. */
  | { kind: 'missingTeam'; team: string; entry: number }
  /** The same of a case group. */
  | { kind: 'missingCaseGroup'; team: string; caseGroup: string; entry: number }
  /** The tenant's last owner keeps the status. */
  | { kind: 'lastOwner' }
  /** A break-glass user keeps what sync would have taken. */
  | { kind: 'breakGlass'; changes: readonly GrantChange[] }
  /** A mass removal is held. */
  | { kind: 'removalsHeld'; changes: readonly GrantChange[] }
  /** `enhancedSync: 'report-only'`: what sync would have done. */
  | { kind: 'reportOnly'; changes: readonly Change[] }
  /** The user has no address, and the one that arrived belongs to another user of the tenant. */
  | { kind: 'emailTaken'; email: string }
  /** A name, an avatar or an address that cannot be used. */
  | ({ kind: 'ignoredClaim' } & IgnoredClaim);
