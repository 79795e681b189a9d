import type { Change, GrantChange } from './change';
import type { CurrentUser } from './current';
import { empties } from './losses';
import type { Plan } from './plan';

type Foreseeing = Pick<Plan, 'changes' | 'notes'>;

/** The changes of a plan, and those that it only reports. */
export function foreseenChanges({ changes, notes }: Foreseeing): Change[] {
  return [...changes, ...notes.flatMap((note) => (note.kind === 'reportOnly' ? note.changes : []))];
}

/** Whether a plan removes anything, or would if it did more than report, or held nothing back. */
export function takesAway(plan: Foreseeing): boolean {
  return holds(plan) || foreseenChanges(plan).some(({ action }) => action === 'remove');
}

/**
 * Whether what a plan takes away has to be counted along with what others of the tenant lose: the last owner, and a
 * wave of people who lose everything.
 */
export function isCounted(plan: Foreseeing, user: CurrentUser, lossesAreHeld: boolean): boolean {
  const changes = foreseenChanges(plan).filter((change): change is GrantChange => change.kind !== 'profile');
  const losesOwner = changes.some(({ kind, action }) => kind === 'owner' && action === 'remove');
  return holds(plan) || losesOwner || empties(user, changes) || (lossesAreHeld && takesAway(plan));
}

function holds({ notes }: Foreseeing): boolean {
  return notes.some(({ kind }) => kind === 'lossesHeld');
}
