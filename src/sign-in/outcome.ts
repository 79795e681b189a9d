import type { UserBase } from '../entities/user';
import type { DenialCode } from '../errors';
import type { Events } from '../events';
import type { Change, Note } from '../plan/change';
import { denialMessage } from '../plan/denial';
import { knownNames, type EffectiveGroups } from '../plan/groups-policy';
import type { Decision, Plan } from '../plan/plan';
import type { SignInKey } from '../store/user-reader';

/**
 * The result of a sign-in. `outcome` discriminates {@link Admitted} and {@link Denied}.
 *
 * @example
 * ```ts
 * const result = await jit.provision(identity, { provider: 'company' });
 * if (result.outcome === 'denied') console.log(result.code, result.message);
 * else console.log(result.user.email, result.changes);
 * ```
 */
export type Outcome<User extends UserBase = UserBase> = Admitted<User> | Denied;

/** A sign-in that was admitted. */
export interface Admitted<User extends UserBase = UserBase> {
  /**
   * - `created`: the user is new
   * - `linked`: an invited user signed in for the first time, and has an identity now
   * - `synced`: grants or the profile of a known user changed
   * - `unchanged`: nothing changed
   */
  outcome: 'created' | 'linked' | 'synced' | 'unchanged';
  /** The user with memberships, case groups and permissions after the sign-in. */
  user: User;
  /** Only a refusal has a code. */
  code?: undefined;
  /** The changes that the sign-in made. */
  changes: readonly Change[];
  /** The actions that the sign-in skipped, with the reasons. */
  notes: readonly Note[];
}

/** A sign-in that was refused. */
export interface Denied {
  /** Discriminates it from {@link Admitted}. */
  outcome: 'denied';
  /** A refusal has no user. */
  user?: undefined;
  /** The reason. `docs/errors.md` has a section for each code. */
  code: DenialCode;
  /** A message for the user. */
  message: string;
  /** The grants that the refused sign-in removed, because the identity provider no longer gives them. */
  changes: readonly Change[];
  /** The actions that it skipped, with the reasons. */
  notes: readonly Note[];
}

/** The outcome of a plan that was applied to this user. */
export function toAdmitted({ decision, changes, notes }: Plan, user: UserBase): Admitted {
  return {
    outcome: OUTCOME_OF_DECISION[decision] ?? (changes.length > 0 ? 'synced' : 'unchanged'),
    user,
    changes,
    notes,
  };
}

/** Sets the groups of the sign-in on its user. The database has the same groups now, so they are not read. */
export function attachGroups(user: UserBase, groups: EffectiveGroups): void {
  const names = knownNames(groups);
  if (names !== undefined) user.identityProviderGroups = [...names];
}

const OUTCOME_OF_DECISION: { [decision in Decision]?: Admitted['outcome'] } = {
  create: 'created',
  link: 'linked',
};

export function toDenied({ code, changes, notes }: Pick<Plan, 'code' | 'changes' | 'notes'>): Denied {
  if (code === undefined) throw new Error('A plan that refuses a sign-in must have a code');
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
