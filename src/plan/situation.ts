import type { Claims } from '../identity/claims';
import type { CompiledSettings } from '../settings/settings';
import type { Found } from './admit';
import type { CurrentUser } from './current';
import type { Losses, LossLimits } from './losses';
import type { Directory, ManagedTeams } from './sync';
import type { UsableGroups } from './usable-groups';

/** All that a decision depends on. */
export interface Situation {
  provider: string;
  claims: Claims;
  groups: UsableGroups;
  settings: CompiledSettings;
  found: Found;
  directory: Directory;
  /** Active owners of the tenant other than this user. */
  otherOwners: number;
  losses: Losses;
  rules: Rules;
}

/** The app's options that decide about people. */
export interface Rules {
  managedTeams: ManagedTeams;
  createMissingTeams: boolean;
  unmatched: 'create' | 'deny';
  syncProfile: boolean;
  lossLimits: LossLimits | false;
  /** Whether this is a user whom sync never demotes or removes. */
  isBreakGlass: (user: Pick<CurrentUser, 'id' | 'email'>) => boolean;
}
