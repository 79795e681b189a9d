import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { publish } from './diagnostics';
import type { UserBase } from './entities/user';
import { ProvisioningError, type DenialCode } from './errors';
import { didYouMean, closest } from './validation/suggest';
import type { Change, Note } from './plan/change';
import type { Settings } from './settings/settings';

/** The identity whose sign-in caused an event. */
export interface SignInEvent {
  tenant: string;
  provider: string;
  /** As it is stored: for SAML, with the qualifiers that differ from their defaults. */
  subject: string;
}

/**
 * The events of `jit.on`. The instance that handled the sign-in or the call emits them, after the transaction was
 * committed. An admitted sign-in emits exactly one of `created`, `linked`, `changed` and `unchanged`. Events are not
 * stored: after a crash, the audit log has the changes.
 */
export interface ProvisioningEvents<User extends UserBase = UserBase> {
  /**
   * A sign-in created a user. Once for each user.
   *
   * @example
   * ```ts
   * jit.on('created', ({ tenant, user }) => console.log(`${tenant}: new user ${user.id}`));
   * ```
   */
  created: SignInEvent & { user: User; changes: readonly Change[] };
  /**
   * An invited user signed in for the first time, and the sign-in linked the identity. Once for each invitation.
   *
   * @example
   * ```ts
   * jit.on('linked', ({ user }) => console.log(`User ${user.id} accepted the invitation`));
   * ```
   */
  linked: SignInEvent & { user: User; changes: readonly Change[] };
  /**
   * A sign-in changed grants or the profile of a known user. Once for each such sign-in, with all changes.
   *
   * @example
   * ```ts
   * jit.on('changed', ({ user, changes }) => {
   *   for (const change of changes) console.log(user.id, change.action, change.kind);
   * });
   * ```
   */
  changed: SignInEvent & { user: User; changes: readonly Change[] };
  /**
   * A sign-in changed nothing. Once for each such sign-in: the most frequent event.
   *
   * @example
   * ```ts
   * let unchangedSignIns = 0;
   * jit.on('unchanged', () => void unchangedSignIns++);
   * ```
   */
  unchanged: SignInEvent & { user: User };
  /**
   * A sign-in was refused. Once for each refusal, while the audit log counts equal refusals of one minute on one row.
   * `changes` has the grants that the refused sign-in removed, because the identity provider no longer gives them.
   *
   * @example
   * ```ts
   * jit.on('denied', ({ tenant, provider, code }) => alertOperators(`${tenant}/${provider}: ${code}`));
   * ```
   */
  denied: SignInEvent & { code: DenialCode; changes: readonly Change[] };
  /**
   * An admitted sign-in skipped an action. `notes` has every skipped action with its reason. Once for each such sign-in,
   * in addition to the event of its outcome.
   *
   * @example
   * ```ts
   * jit.on('skipped', ({ tenant, notes }) => {
   *   for (const note of notes) {
   *     if (note.kind === 'missingTeam') alertOperators(`${tenant}: the team ${note.team} does not exist`);
   *   }
   * });
   * ```
   */
  skipped: SignInEvent & { user: User; notes: readonly Note[] };
  /**
   * The removal safeguard held the removals of this user. Once for each sign-in whose removals are held, in addition to
   * `skipped`.
   *
   * @example
   * ```ts
   * jit.on('removalsHeld', ({ tenant }) => alertOperators(`${tenant}: a mass removal waits for its release`));
   * ```
   */
  removalsHeld: SignInEvent & { user: User; notes: readonly Note[] };
  /**
   * The settings of a tenant were changed or rolled back. Once for each new version; `settings` are the new ones.
   *
   * @example
   * ```ts
   * jit.on('settings', ({ tenant, actor, settings }) => {
   *   console.log(`${actor} saved version ${settings.version} of ${tenant}`);
   * });
   * ```
   */
  settings: { tenant: string; actor: string; settings: Settings };
  /**
   * An administrator or a provider activated a user. Not for a user who was active already.
   *
   * @example
   * ```ts
   * jit.on('activated', ({ user, actor }) => console.log(`${actor} activated ${user.id}`));
   * ```
   */
  activated: { tenant: string; user: User; actor: string };
  /**
   * An administrator or a provider deactivated a user and ended all sessions of the user. Not for a user who was
   * inactive already.
   *
   * @example
   * ```ts
   * jit.on('deactivated', ({ user }) => revokeApiKeys(user.id));
   * ```
   */
  deactivated: {
    tenant: string;
    user: User;
    actor: string;
    reason: string | null;
    /** Whether the tenant has no active owner now, because a provider deactivated the last one. */
    lastOwner: boolean;
  };
  /**
   * Sessions ended before their time: of the user `userId`, or else of the tenant's users at
   * `provider`, or else of the whole tenant. Once for each call, whatever the number of sessions.
   *
   * @example
   * ```ts
   * jit.on('sessionsEnded', async ({ userId }) => {
   *   if (userId !== null) await revokeApiKeys(userId);
   * });
   * ```
   */
  sessionsEnded: {
    tenant: string;
    userId: string | null;
    provider: string | null;
    /** The one session of the provider that a logout token ended; null if all of them ended. */
    sid: string | null;
    actor: string;
    reason: string;
  };
  /**
   * `jit.invite` or the admin API invited a user. Once for each invitation.
   *
   * @example
   * ```ts
   * jit.on('invited', ({ user, actor }) => console.log(`${actor} invited ${user.email}`));
   * ```
   */
  invited: { tenant: string; user: User; actor: string | null };
  /**
   * An administrator released the held removals of the tenant: each affected user loses the grants at the next sign-in.
   * Once for each release.
   *
   * @example
   * ```ts
   * jit.on('removalsReleased', ({ tenant, actor }) => console.log(`${actor} released the removals of ${tenant}`));
   * ```
   */
  removalsReleased: { tenant: string; actor: string | null };
}

/** The names of the events of `jit.on`. */
export type EventName = keyof ProvisioningEvents;
const EVENT_NAMES = Object.keys({
  created: true,
  linked: true,
  changed: true,
  unchanged: true,
  denied: true,
  skipped: true,
  removalsHeld: true,
  settings: true,
  activated: true,
  deactivated: true,
  sessionsEnded: true,
  invited: true,
  removalsReleased: true,
} satisfies Record<EventName, true>);

/** A listener of `jit.on`. The sign-in does not wait for it, and its errors go to `onListenerError`. */
export type Listener<Name extends EventName, User extends UserBase = UserBase> = (
  event: ProvisioningEvents<User>[Name],
) => void | Promise<void>;

/** Calls listeners asynchronously: a listener can neither delay nor fail the work that emits the event. */
export class Events {
  readonly #onError: (error: unknown, event: string) => void;
  readonly #emitter = new EventEmitter();

  constructor(onError: (error: unknown, event: string) => void) {
    this.#onError = onError;
  }

  /** @throws {ProvisioningError} `options_invalid`: a listener of a misspelled event would never be called */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    if (!EVENT_NAMES.includes(name)) {
      const suggestion = didYouMean(closest(String(name), EVENT_NAMES));
      const message = `jit.on: there is no event ${JSON.stringify(name)}${suggestion} (events: ${EVENT_NAMES.join(', ')})`;
      throw new ProvisioningError('options_invalid', message);
    }
    if (typeof listener !== 'function') {
      throw new ProvisioningError('options_invalid', `jit.on: the listener of "${name}" must be a function`);
    }
    const deferred = (event: ProvisioningEvents[Name]) => {
      setImmediate(() => {
        Promise.resolve()
          .then(() => listener(event))
          .catch((error: unknown) => this.reportError(error, name));
      });
    };
    this.#emitter.on(name, deferred);
    return () => this.#emitter.off(name, deferred);
  }

  /** Whether any event has a listener. */
  get hasListeners(): boolean {
    return this.#emitter.eventNames().length > 0;
  }

  /** Passes an error of the app's own code to `onListenerError`. If that throws or rejects, a process warning says so. */
  reportError(error: unknown, source: EventName | 'resolveGroups'): void {
    publish('hook-failed', () => ({
      hook: source,
      error: error instanceof Error ? error.name : typeof error,
    }));
    Promise.resolve()
      .then(() => this.#onError(error, source))
      .catch((failure: unknown) =>
        process.emitWarning(`passport-jit: onListenerError failed: ${inspect(failure)}`),
      );
  }

  /** Calls every listener of the event. */
  emit<Name extends EventName>(name: Name, event: ProvisioningEvents[Name]): void {
    this.#emitter.emit(name, event);
  }
}
