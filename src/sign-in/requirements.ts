import type { UserBase } from '../entities/user';
import { plannedChanges, tenantLockNeed, type TenantLockNeed } from '../plan/loss-checks';
import type { Plan } from '../plan/plan';
import { namesInChanges, type TeamNames } from '../store/teams';
import { groupAttributeSent, type SignInSnapshot } from './attempt';
import { signInColumns, type Clock } from './sign-in-columns';

/** What a draft has to know beside the snapshot, before it can be carried out. */
export interface FactRequirements {
  /** Teams and case groups in which the draft gives grants, or would. */
  readonly teams: TeamNames;
  /** A new user's address, which another user may have. */
  readonly email: string | undefined;
  readonly tenantLock: TenantLockNeed;
  /** Whether cached ids of teams will do, since the write itself verifies them. */
  readonly acceptsCachedTeams: boolean;
}

/**
 * What it takes to carry a draft out:
 * - `refusal`: an event of the audit log
 * - `timestamps`: at most the times of the last sign-in and sync
 * - `rows`: a unit of work that writes on the condition that the user is as it was read. The groups of a user belong to
 *   it as well: beside another sign-in, the groups could end up being from one and the grants from the other
 */
export type Requirements = FactRequirements &
  (
    | { readonly kind: 'refusal' | 'rows' }
    | { readonly kind: 'timestamps'; readonly user: UserBase; readonly columns: Partial<UserBase> }
  );

/** What a draft requires. It reads nothing. */
export function requirementsOf(draft: Plan, snapshot: SignInSnapshot, clock: Clock): Requirements {
  const { existing, input } = snapshot;
  const facts = factRequirements(draft, snapshot);
  if (existing === undefined || draft.changes.length > 0 || draft.notes.length > 0)
    return { ...facts, kind: 'rows' };
  if (draft.decision === 'deny') return { ...facts, kind: 'refusal' };

  const { user, groupAttribute, subject } = existing;
  if (subject !== input.claims.subject) return { ...facts, kind: 'rows' };
  const sentAttribute = groupAttributeSent(input);
  if (sentAttribute !== null && sentAttribute !== groupAttribute) return { ...facts, kind: 'rows' };
  const columns = signInColumns(user, { ...input, plan: draft }, clock);
  return Object.keys(columns).every(isTimestamp)
    ? { ...facts, kind: 'timestamps', user, columns }
    : { ...facts, kind: 'rows' };
}

function factRequirements(draft: Plan, { existing, input }: SignInSnapshot): FactRequirements {
  const tenantLock = existing === undefined ? 'never' : tenantLockNeed(draft, existing.user);
  return {
    teams: namesInChanges(plannedChanges(draft)),
    email: existing === undefined ? input.claims.email : undefined,
    tenantLock,
    acceptsCachedTeams: existing !== undefined && draft.changes.length > 0 && tenantLock !== 'always',
  };
}

function isTimestamp(column: string): boolean {
  return column === 'lastSignInAt' || column === 'lastSyncedAt';
}
