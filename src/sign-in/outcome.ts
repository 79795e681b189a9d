import type { UserBase } from '../entities/user';
import type { DenialCode } from '../errors';
import type { Events } from '../events';
import type { Change, Note } from '../plan/change';
import { denialMessage } from '../plan/denial';
import type { EffectiveGroups } from '../plan/groups-policy';
import type { Decision, Plan } from '../plan/plan';
import type { SignInKey } from '../store/user-reader';

/** What became of a sign-in. `outcome` tells {@link Admitted} from {@link Denied}. */
export type Outcome<User extends UserBase = UserBase> = Admitted<User> | Denied;

/** A sign-in that was admitted. */
export interface Admitted<User extends UserBase = UserBase> {
  /**
   * - `created`: the user is new
   * - `linked`: the user was invited before, and has an identity now
   * - `synced`: something of the user changed
   * - `unchanged`: nothing did
   */
  outcome: 'created' | 'linked' | 'synced' | 'unchanged';
  /** The user with memberships, case groups and permissions, as they are after the sign-in. */
  user: User;
  /** Only of a refusal. */
  code?: undefined;
  /** What the sign-in changed. */
  changes: readonly Change[];
  /** What the sign-in left undone, and why. */
  notes: readonly Note[];
}

/** A sign-in that was refused. */
export interface Denied {
  /** Tells it from {@link Admitted}. */
  outcome: 'denied';
  /** No user was admitted. */
  user?: undefined;
  /** Why; the docs have a section for each code. */
  code: DenialCode;
  /** A sentence for the person. */
  message: string;
  /** What the refused sign-in took away all the same. */
  changes: readonly Change[];
  /** What it left undone, and why. */
  notes: readonly Note[];
}

/** The outcome of a plan that was carried out for this user. */
export function toAdmitted({ decision, changes, notes }: Plan, user: UserBase): Admitted {
  return {
    outcome: OUTCOME_OF_DECISION[decision] ?? (changes.length > 0 ? 'synced' : 'unchanged'),
    user,
    changes,
    notes,
  };
}

/** Gives the user of a sign-in the groups that it brought. Those in the database are the same by now, and are not read. */
export function attachGroups(user: UserBase, groups: EffectiveGroups): void {
  if (groups.decision === 'apply') user.identityProviderGroups = [...groups.names];
}

const OUTCOME_OF_DECISION: { [decision in Decision]?: Admitted['outcome'] } = {
  create: 'created',
  link: 'linked',
};

export function toDenied({ code, changes, notes }: Pick<Plan, 'code' | 'changes' | 'notes'>): Denied {
  if (code === undefined) throw new Error('A plan that denies has a code');
  return { outcome: 'denied', code, message: denialMessage(code), changes, notes };
}

/** The outcome of a sign-in that is refused before anything is read. */
export function refuse(code: DenialCode): Denied {
  return toDenied({ code, changes: [], notes: [] });
}

/** Emits the events of an outcome to the app's listeners. */
export function emitOutcome(events: Events, key: SignInKey, outcome: Outcome): void {
  if (!events.hasListeners) return;
  if (outcome.outcome === 'denied') {
    const { code, changes } = outcome;
    events.emit('denied', { ...key, code, changes });
    return;
  }
  const { user, changes, notes } = outcome;
  switch (outcome.outcome) {
    case 'created':
      events.emit('created', { ...key, user, changes });
      break;
    case 'linked':
      events.emit('linked', { ...key, user, changes });
      break;
    case 'synced':
      events.emit('changed', { ...key, user, changes });
      break;
    case 'unchanged':
      events.emit('unchanged', { ...key, user });
      break;
  }
  if (notes.length > 0) events.emit('skipped', { ...key, user, notes });
  if (notes.some(({ kind }) => kind === 'removalsHeld')) events.emit('removalsHeld', { ...key, user, notes });
}
