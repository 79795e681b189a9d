import { EventEmitter } from 'node:events';
import { inspect } from 'node:util';
import { publish } from './diagnostics';
import type { UserBase } from './entities/user';
import { ProvisioningError, type DenialCode } from './errors';
import { didYouMean, closest } from './validation/suggest';
import type { Change, Note } from './plan/change';
import type { Settings } from './settings/settings';

/** What every event of a sign-in tells. */
export interface SignInEvent {
  tenant: string;
  provider: string;
  subject: string;
}

/** The events of `jit.on`. They are told after the transaction was committed. */
export interface ProvisioningEvents<User extends UserBase = UserBase> {
  /** A sign-in made a user. */
  created: SignInEvent & { user: User; changes: readonly Change[] };
  /** An invited user came for the first time. */
  linked: SignInEvent & { user: User; changes: readonly Change[] };
  /** A sign-in changed something of a known user. */
  changed: SignInEvent & { user: User; changes: readonly Change[] };
  /** A sign-in changed nothing. */
  unchanged: SignInEvent & { user: User };
  /** With the changes of a refused sign-in: what the identity provider no longer gives goes all the same. */
  denied: SignInEvent & { code: DenialCode; changes: readonly Change[] };
  /** A sign-in left something undone. */
  skipped: SignInEvent & { user: User; notes: readonly Note[] };
  /** A mass removal is held. */
  removalsHeld: SignInEvent & { user: User; notes: readonly Note[] };
  /** The settings of a tenant were changed or rolled back. */
  settings: { tenant: string; actor: string; settings: Settings };
  /** A user was activated again. */
  activated: { tenant: string; user: User; actor: string };
  /** A user was deactivated, and all sessions of the user were ended. */
  deactivated: {
    tenant: string;
    user: User;
    actor: string;
    reason: string | null;
    /** Whether the tenant has no active owner now, because a provider deactivated the last one. */
    lastOwner: boolean;
  };
  /** Sessions were ended: of a user, else of a provider, else of the whole tenant. */
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

/** The names that `jit.on` takes. */
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

/** What `jit.on` calls. It is not waited for; what it throws goes to `onListenerError`. */
export type Listener<Name extends EventName, User extends UserBase = UserBase> = (
  event: ProvisioningEvents<User>[Name],
) => void | Promise<void>;

/** Tells listeners in their own time: none of them can hold up, or fail, what they are told of. */
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

  /** Whether anybody listens to anything. */
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

  /** Tells every listener of the event. */
  emit<Name extends EventName>(name: Name, event: ProvisioningEvents[Name]): void {
    this.#emitter.emit(name, event);
  }
}
