import type { Change, GrantChange } from './change';
import type { CurrentUser } from './plan-input';
import { removesEverything } from './removal-safeguard';
import type { Plan } from './plan';

type PlannedPart = Pick<Plan, 'changes' | 'notes'>;

/** The changes of a plan, and those that it only reports. */
export function plannedChanges({ changes, notes }: PlannedPart): Change[] {
  return [...changes, ...notes.flatMap((note) => (note.kind === 'reportOnly' ? note.changes : []))];
}

/** Whether a plan removes anything, or would if it did more than report, or held nothing back. */
export function removesGrants(plan: PlannedPart): boolean {
  return hasHeldRemovals(plan) || plannedChanges(plan).some(({ action }) => action === 'remove');
}

/**
 * Whether a plan has removals that are counted together with those of other users of the tenant: owner status, and
 * removals of all that the provider gave a user.
 */
export function needsTenantLock(plan: PlannedPart, user: CurrentUser, removalsAreHeld: boolean): boolean {
  const changes = plannedChanges(plan).filter((change): change is GrantChange => change.kind !== 'profile');
  const removesOwner = changes.some(({ kind, action }) => kind === 'owner' && action === 'remove');
  return (
    hasHeldRemovals(plan) ||
    removesOwner ||
    removesEverything(user, changes) ||
    (removalsAreHeld && removesGrants(plan))
  );
}

function hasHeldRemovals({ notes }: PlannedPart): boolean {
  return notes.some(({ kind }) => kind === 'removalsHeld');
}
