import type { IgnoredClaim } from '../identity/claims';
import type { Change, GrantChange } from './change';

/** Something that a sign-in left undone, and why. Each one is recorded. */
export type Note =
  /** Nothing that could be used came of the groups, so the grants stay as they are. */
  | { kind: 'groupsKept'; state: 'absent' | 'overage' | 'malformed'; problem?: string }
  /** The mapping gives a place in a team that is not there; `entry` is counted from 0. */
  | { kind: 'missingTeam'; team: string; entry: number }
  /** The same of a case group. */
  | { kind: 'missingCaseGroup'; team: string; caseGroup: string; entry: number }
  /** The tenant's last owner keeps the status. */
  | { kind: 'lastOwner' }
  /** A break-glass user keeps what sync would have taken. */
  | { kind: 'breakGlass'; changes: readonly GrantChange[] }
  /** A wave of losses is held. */
  | { kind: 'lossesHeld'; changes: readonly GrantChange[] }
  /** `enhancedSync: 'report-only'`: what sync would have done. */
  | { kind: 'reportOnly'; changes: readonly Change[] }
  /** A name, an avatar or an address that cannot be used. */
  | ({ kind: 'leftOut' } & IgnoredClaim);
