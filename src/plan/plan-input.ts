import type { Claims } from '../identity/claims';
import type { CompiledSettings } from '../settings/settings';
import type { UserMatch } from './admission';
import type { CurrentUser } from './current-user';
import type { RemovalStats, RemovalLimits } from './removal-safeguard';
import type { TeamLookup, ManagedTeams } from './diff-grants';
import type { EffectiveGroups } from './groups-policy';

/** All that a decision depends on. */
export interface PlanInput {
  provider: string;
  claims: Claims;
  groups: EffectiveGroups;
  settings: CompiledSettings;
  match: UserMatch;
  teams: TeamLookup;
  /** Active owners of the tenant other than this user. */
  otherOwners: number;
  removals: RemovalStats;
  rules: PlanRules;
}

/** The app's options that decide about people. */
export interface PlanRules {
  managedTeams: ManagedTeams;
  createMissingTeams: boolean;
  unmatched: 'create' | 'deny';
  syncProfile: boolean;
  removalSafeguard: RemovalLimits | false;
  /** Whether this is a user whom sync never demotes or removes. */
  isBreakGlass: (user: Pick<CurrentUser, 'id' | 'email'>) => boolean;
}
