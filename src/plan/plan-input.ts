import type { GrantSource } from '../entities/grant';
import type { Claims } from '../identity/claims';
import type { CompiledSettings } from '../settings/settings';
import type { EffectiveGroups } from './groups-policy';

/** All that a decision depends on. A fact that changes makes a new object. */
export interface PlanInput<User extends CurrentUser = CurrentUser> {
  readonly provider: string;
  readonly claims: Claims;
  readonly groups: EffectiveGroups;
  readonly settings: CompiledSettings;
  readonly match: UserMatch<User>;
  readonly teams: TeamLookup;
  /** Whether another user of the tenant has the address that arrived; asked for a known user without an address. */
  readonly emailIsTaken?: boolean;
  /** Active owners of the tenant other than this user. */
  readonly otherOwners: number;
  readonly removals: RemovalStats;
  readonly rules: PlanRules;
}

/** The app's options that decide about users. */
export interface PlanRules {
  readonly managedTeams: ManagedTeams;
  readonly createMissingTeams: boolean;
  readonly unmatched: 'create' | 'deny';
  readonly syncProfile: boolean;
  readonly removalSafeguard: RemovalLimits | false;
  /** Whether sync never demotes, removes or refuses this user; a new user has no id yet. */
  readonly isBreakGlass: (user: BreakGlassCandidate) => boolean;
}

/** What of a user the option `breakGlass` is compared with. */
export interface BreakGlassCandidate {
  readonly id?: string;
  readonly tenant: string;
  readonly email: string | null;
  /** Null: unknown, because the address was stored before trust was. */
  readonly emailVerified: boolean | null;
}

/** The user that the store has for a sign-in. */
export type UserMatch<User extends CurrentUser = CurrentUser> =
  /** The user who has this identity. */
  | {
      readonly kind: 'known';
      readonly user: User;
      readonly issuer: string;
      /** Whether the app keeps the identity as deleted. */
      readonly isUnlinked?: boolean;
    }
  /** No such identity, but a user with this email address, who may have an identity already. */
  | { readonly kind: 'sameEmail'; readonly user: User; readonly hasIdentity: boolean }
  | { readonly kind: 'none' };

/** Which teams and case groups there are. The planner asks by name and knows nothing of ids. */
export interface TeamLookup {
  hasTeam(team: string): boolean;
  hasCaseGroup(team: string, caseGroup: string): boolean;
  /** Whether the app keeps the team, or the case group of a team, as deleted: it is not there, and cannot be created. */
  isDeleted(team: string, caseGroup?: string): boolean;
}

/** `'all'`: every team is the identity provider's; `'mapped'`: only those that an entry names. */
export type ManagedTeams = 'all' | 'mapped';

/** When removals become a mass removal, which is held until an administrator releases it. */
export interface RemovalLimits {
  /** In a window of this many milliseconds … */
  readonly window: number;
  /** … more users than this … */
  readonly maxUsers: number;
  /** … and more than this share of the tenant's active users lose all that the identity provider gave them. */
  readonly maxShare: number;
}

/** The recent removals in the tenant, read when a sign-in would remove something. */
export interface RemovalStats {
  readonly heldAt: Date | null;
  readonly releasedAt: Date | null;
  /** Other users who lost everything, or were kept from it, within the window and since the last release. */
  readonly recentUsers: number;
  readonly activeUsers: number;
}

/** Where a grant comes from, as it is kept beside it. */
export interface Provenance {
  readonly source: GrantSource;
  readonly provider: string | null;
  readonly group: string | null;
  readonly entry: number | null;
}

/** A user as the planner sees one; the `User` entity is one. */
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
