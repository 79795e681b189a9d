import type { Change, GrantChange } from './change';
import type { CurrentUser } from './plan-input';
import { removesEverything } from './removal-safeguard';
import type { Plan } from './plan';

type PlannedPart = Pick<Plan, 'changes' | 'notes'>;

/** The changes of a plan, including those that it only reports. */
export function plannedChanges({ changes, notes }: PlannedPart): Change[] {
  return [...changes, ...notes.flatMap((note) => (note.kind === 'reportOnly' ? note.changes : []))];
}

/** Whether a plan removes grants, or would remove them without report only or the removal safeguard. */
function removesGrants(plan: PlannedPart): boolean {
  return hasHeldRemovals(plan) || plannedChanges(plan).some(({ action }) => action === 'remove');
}

/** Whether a sign-in must wait for the other removals of its tenant. */
export type TenantLockNeed = 'always' | 'ifRemovalsHeld' | 'never';

/**
 * Whether the removals of a plan are counted together with those of other users of the tenant: owner status, and
 * removals of all grants that the provider gave a user. While removals are held, all removals are counted.
 */
export function tenantLockNeed(plan: PlannedPart, user: CurrentUser): TenantLockNeed {
  if (!removesGrants(plan)) return 'never';
  const changes = plannedChanges(plan).filter((change): change is GrantChange => change.kind !== 'profile');
  const removesOwner = changes.some(({ kind, action }) => kind === 'owner' && action === 'remove');
  const isCounted = hasHeldRemovals(plan) || removesOwner || removesEverything(user, changes);
  return isCounted ? 'always' : 'ifRemovalsHeld';
}

function hasHeldRemovals({ notes }: PlannedPart): boolean {
  return notes.some(({ kind }) => kind === 'removalsHeld');
}
