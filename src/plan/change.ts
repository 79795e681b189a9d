import type { GrantSource } from '../entities/grant';
import type { IgnoredClaim } from '../identity/claims';

/** The reason of a grant: the group, and the entry of the mapping that names it. */
export interface GrantReason {
  /**
   * The group exactly as the identity provider sent it. Of several groups that begin with the entry's `group_prefix`, the smallest by
   * code points. Null for an entry of `everyone`, which names no group.
   */
  group: string | null;
  /** The index of the entry in its list of the mapping, counted from 0. */
  entry: number;
}

/**
 * A change that a sign-in makes to a user. `action` is one of:
 * - `add`, `remove`: the user gains or loses the grant
 * - `change`: the role in a team or case group changes
 * - `reattribute`: the grant stays, but another group or entry gives it now, or it is no longer manual
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

/** A change in a team. `role` is the role after the change, `previousRole` the role before it. */
export type MembershipChange = { kind: 'membership'; team: string } & (
  RoleGranted | RoleChanged | RoleRemoved
);
/** A change in a case group of a team. */
export type CaseGroupChange = { kind: 'caseGroup'; team: string; caseGroup: string } & (
  RoleGranted | RoleChanged | RoleRemoved
);
/** A change of owner status. */
export type OwnerChange = { kind: 'owner' } & (Granted | Removed);
/** A change of a tenant permission. */
export type PermissionChange = { kind: 'permission'; permission: string } & (Granted | Removed);
/** A change of a name or avatar with `syncProfile`, or of the address (`email`) of a user who had none. */
export interface ProfileChange {
  kind: 'profile';
  action: 'change';
  field: 'firstName' | 'lastName' | 'avatar' | 'email';
  from: string | null;
  to: string;
}

/** A change of a grant, as opposed to one of the profile. */
export type GrantChange = Exclude<Change, ProfileChange>;

/** An action that a sign-in skipped, with the reason. Every note is audited. */
export type Note =
  /** No usable groups arrived, so the grants stay as they are. */
  | { kind: 'groupsKept'; state: 'absent' | 'overage' | 'malformed'; problem?: string }
  /** Several groups of the mapping arrived as one value, joined by this separator. */
  | { kind: 'groupsLookJoined'; separator: ';' | ',' }
  /** The mapping gives a role in a team that does not exist; `entry` is counted from 0, in `mappings` or in `list`. */
  | { kind: 'missingTeam'; team: string; entry: number; list?: 'everyone' }
  /** The mapping gives a role in a case group that does not exist. */
  | { kind: 'missingCaseGroup'; team: string; caseGroup: string; entry: number; list?: 'everyone' }
  /**
   * With `syncScope: 'provider'`: another provider gave the user a role in the team or case group, by an entry that comes
   * first, so that the role of this sign-in's entry does not count.
   */
  | {
      kind: 'grantedByOtherProvider';
      /** The other provider. */
      provider: string;
      team: string;
      caseGroup?: string;
      /** The role that the entry would give. */
      role: string;
      entry: number;
      list?: 'everyone';
    }
  /** The tenant's last owner keeps owner status. */
  | { kind: 'lastOwner' }
  /** A break-glass user keeps the grants that sync would have changed or removed. */
  | { kind: 'breakGlass'; changes: readonly GrantChange[] }
  /** The removal safeguard holds these removals. */
  | { kind: 'removalsHeld'; changes: readonly GrantChange[] }
  /** `enhancedSync: 'report-only'`: the changes that sync would have made. */
  | { kind: 'reportOnly'; changes: readonly Change[] }
  /** The user has no address, and the address that arrived belongs to another user of the tenant. */
  | { kind: 'emailTaken'; email: string }
  /** A name, an avatar or an address that is not valid. */
  | ({ kind: 'ignoredClaim' } & IgnoredClaim);
