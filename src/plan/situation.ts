import type { Claims } from '../identity/claims';
import type { CompiledSettings } from '../settings/settings';
import type { UserMatch } from './admit';
import type { CurrentUser } from './current';
import type { RemovalStats, RemovalLimits } from './losses';
import type { TeamLookup, ManagedTeams } from './sync';
import type { EffectiveGroups } from './usable-groups';

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
