import type { IdentityBase } from '../entities/identity';
import type { UserBase } from '../entities/user';
import { plannedChanges, tenantLockNeed, type TenantLockNeed } from '../plan/loss-checks';
import type { Plan } from '../plan/plan';
import { namesInChanges, type TeamNames } from '../store/teams';
import type { SignInSnapshot } from './attempt';
import { identityColumns, signInColumns, type Clock } from './sign-in-columns';

/** The facts that a draft requires in addition to the snapshot, before it can be applied. */
export interface FactRequirements {
  /** Teams and case groups in which the draft gives grants, or would give them. */
  readonly teams: TeamNames;
  /** The address of a user who is new or has no address yet. Another user may have it. */
  readonly email: string | undefined;
  readonly tenantLock: TenantLockNeed;
  /** Whether cached ids of teams suffice, because the write itself verifies them. */
  readonly acceptsCachedTeams: boolean;
}

/**
 * The writes that apply a draft:
 * - `refusal`: an event of the audit log
 * - `timestamps`: at most the times of the last sign-in and sync
 * - `rows`: a unit of work on the condition that the user is still as loaded. It includes the groups of the user:
 *   otherwise, with two concurrent sign-ins, the groups could come from one and the grants from the other
 */
export type Requirements = FactRequirements &
  ({ readonly kind: 'refusal' | 'rows' } | ({ readonly kind: 'timestamps' } & StaleTimestamps));

/** An existing user, and the times in the rows of the user and the identity that are no longer exact enough. */
export interface StaleTimestamps {
  readonly user: UserBase;
  readonly columns: Partial<UserBase>;
  readonly identity: { readonly id: string; readonly columns: Partial<IdentityBase> };
}

/** The requirements of a draft. The function reads nothing. */
export function requirementsOf(draft: Plan, snapshot: SignInSnapshot, clock: Clock): Requirements {
  const { existing, sentSources } = snapshot;
  const facts = factRequirements(draft, snapshot);
  const addsSource = sentSources !== undefined && draft.decision !== 'deny';
  if (existing === undefined || draft.changes.length > 0 || draft.notes.length > 0 || addsSource)
    return { ...facts, kind: 'rows' };
  if (draft.decision === 'deny') return { ...facts, kind: 'refusal' };

  const { user, subject } = existing;
  if (subject !== snapshot.input.claims.subject) return { ...facts, kind: 'rows' };
  const signInFacts = { ...snapshot, plan: draft };
  const columns = signInColumns(user, signInFacts, clock);
  const identity = {
    id: existing.identity.id,
    columns: identityColumns(existing.identity, signInFacts, clock),
  };
  return Object.keys({ ...columns, ...identity.columns }).every(isTimestamp)
    ? { ...facts, kind: 'timestamps', user, columns, identity }
    : { ...facts, kind: 'rows' };
}

function factRequirements(draft: Plan, { existing, input }: SignInSnapshot): FactRequirements {
  const tenantLock = existing === undefined ? 'never' : tenantLockNeed(draft, existing.user);
  const email = (existing?.user.email ?? null) === null ? input.claims.email : undefined;
  return {
    teams: namesInChanges(plannedChanges(draft)),
    email,
    tenantLock,
    acceptsCachedTeams:
      existing !== undefined && email === undefined && draft.changes.length > 0 && tenantLock !== 'always',
  };
}

function isTimestamp(column: string): boolean {
  return column === 'lastSignInAt' || column === 'lastSyncedAt';
}
