import type { GrantSource } from '../entities/grant';
import type { Claims } from '../identity/claims';
import type { CompiledSettings } from '../settings/settings';
import type { EffectiveGroups } from './groups-policy';

/** All facts that a decision depends on. A changed fact creates a new object. */
export interface PlanInput<User extends CurrentUser = CurrentUser> {
  readonly provider: string;
  readonly claims: Claims;
  readonly groups: EffectiveGroups;
  readonly settings: CompiledSettings;
  readonly match: UserMatch<User>;
  readonly teams: TeamLookup;
  /**
   * Whether another user of the tenant has the address that arrived. It is read for a known user without an address.
   */
  readonly emailIsTaken?: boolean;
  /** Active owners of the tenant other than this user. */
  readonly otherOwners: number;
  readonly removals: RemovalStats;
  readonly rules: PlanRules;
}

/** The options of the app that affect users. */
export interface PlanRules {
  readonly managedTeams: ManagedTeams;
  /** @default 'user' */
  readonly syncScope?: SyncScope;
  readonly createMissingTeams: boolean;
  readonly unmatched: 'create' | 'deny';
  readonly syncProfile: boolean;
  readonly removalSafeguard: RemovalLimits | false;
  /** Whether sync never demotes, removes or refuses this user. A new user has no id yet. */
  readonly isBreakGlass: (user: BreakGlassCandidate) => boolean;
}

/** The properties of a user that the option `breakGlass` is compared with. */
export interface BreakGlassCandidate {
  readonly id?: string;
  readonly tenant: string;
  readonly email: string | null;
  /** Null if unknown, because the address was stored before its trust was. */
  readonly emailVerified: boolean | null;
}

/** The user whom the store found for a sign-in. */
export type UserMatch<User extends CurrentUser = CurrentUser> =
  /** The user who has this identity. */
  | {
      readonly kind: 'known';
      readonly user: User;
      readonly issuer: string;
      /** Whether the app keeps the identity as soft-deleted. */
      readonly isUnlinked?: boolean;
    }
  /** No such identity, but a user with this email address, who may already have an identity. */
  | { readonly kind: 'sameEmail'; readonly user: User; readonly hasIdentity: boolean }
  /** No such identity, but a user whom an open adoption links to it. */
  | { readonly kind: 'adoptable'; readonly user: User }
  | { readonly kind: 'none' };

/** The existing teams and case groups. The planner looks them up by name and does not know their ids. */
export interface TeamLookup {
  hasTeam(team: string): boolean;
  hasCaseGroup(team: string, caseGroup: string): boolean;
  /**
   * Whether the app keeps the team, or the case group of a team, as soft-deleted: it does not exist, and cannot be
   * created.
   */
  isDeleted(team: string, caseGroup?: string): boolean;
}

/** `'all'`: the identity provider manages every team. `'mapped'`: only those that an entry of the mapping names. */
export type ManagedTeams = 'all' | 'mapped';

/** `'user'`: a sign-in manages all grants of the user; `'provider'`: those that its own provider gave, and manual ones. */
export type SyncScope = 'user' | 'provider';

/** The limits beyond which removals are a mass removal, which is held until an administrator releases it. */
export interface RemovalLimits {
  /** The window in milliseconds. */
  readonly window: number;
  /** The number of users who may lose all grants of the identity provider within the window. */
  readonly maxUsers: number;
  /** The share of the tenant's active users who may do so. Both limits must be exceeded. */
  readonly maxShare: number;
}

/** The recent removals in the tenant. They are read if a sign-in would remove grants. */
export interface RemovalStats {
  readonly heldAt: Date | null;
  readonly releasedAt: Date | null;
  /** Other users who lost all grants, or whose removals were held, within the window and since the last release. */
  readonly recentUsers: number;
  readonly activeUsers: number;
}

/** The origin of a grant, as it is stored beside the grant. */
export interface Provenance {
  readonly source: GrantSource;
  readonly provider: string | null;
  readonly group: string | null;
  readonly entry: number | null;
}

/** A user as the planner sees it. The entity `User` has this shape. */
export interface CurrentUser {
  readonly id: string;
  readonly tenant: string;
  readonly email: string | null;
  readonly emailVerified: boolean | null;
  readonly active: boolean;
  readonly invited: boolean;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly avatar: string | null;
  readonly tenantOwner: boolean;
  readonly ownerSource: GrantSource | null;
  readonly ownerProvider: string | null;
  readonly ownerGroup: string | null;
  readonly ownerEntry: number | null;
  readonly removalsHeldAt: Date | null;
  readonly memberships: readonly CurrentMembership[];
  readonly caseGroupMemberships: readonly CurrentCaseGroupMembership[];
  readonly tenantPermissions: readonly CurrentPermission[];
}

export interface CurrentMembership extends Provenance {
  readonly role: string;
  readonly team: { name: string };
}

export interface CurrentCaseGroupMembership extends Provenance {
  readonly role: string;
  readonly caseGroup: { name: string; team: { name: string } };
}

export interface CurrentPermission extends Provenance {
  readonly permission: string;
}
