import type { Database } from '../database/database';
import { isInFuture } from '../entities/timestamp';
import type { UserBase } from '../entities/user';
import type { SamlSession } from '../identity/verify-saml';
import { settleCallback } from '../http/settle';
import type { ResolvedOptions } from '../options/options';
import type { SessionGenerations } from '../store/session-generations';
import type { UserReader } from '../store/user-reader';
import { isUuid } from '../validation/text';
import { storedTimes } from './sign-in-times';
import { attachSamlSession, samlSessionOf } from './saml-session';
import {
  attachSessionOrigin,
  isSameGeneration,
  isTooOld,
  sessionOriginOf,
  storedOrigin,
  type ProviderSession,
  type SessionOrigin,
} from './session-origin';

/** The data of a user in the session. */
export interface SessionUser {
  id: string;
  /** When the session began, in milliseconds since 1970. */
  signedInAt: number;
  /** The time of the sync at the sign-in that began the session; null without a sync. */
  syncedAt: number | null;
  /** The same times in the user's row when the session began. If the row has an older value later, it was reset. */
  stored: { signedInAt: number | null; syncedAt: number | null };
  /** The provider at which the session began; null if unknown. */
  provider: string | null;
  /**
   * The generations that the sign-in read before it wrote. If the database has other values, the session is invalid.
   */
  generations: SessionGenerations;
  /** After a sign-in by OpenID Connect whose ID token has a `sid`: what a logout token names. */
  providerSession?: ProviderSession;
  /** After a SAML sign-in: the values that a logout names. */
  saml?: SamlSession;
}

type DoneCallback<Result> = (error: unknown, result?: Result) => void;

/** The function that `passport.serializeUser` takes. */
export type SerializeUser = (user: object, done: DoneCallback<SessionUser>) => void;

/** The function that `passport.deserializeUser` takes. */
export type DeserializeUser<User extends UserBase = UserBase> = (
  serialized: unknown,
  done: DoneCallback<User | false>,
) => void;

/** Creates the functions that write a user to the session and load a user from it. */
export function createSerializers(
  { dataSource, throttle }: Database,
  reader: UserReader,
  { lastSignInPrecision, maxSessionAge }: ResolvedOptions,
) {
  return {
    serializeUser(user: object, done: DoneCallback<SessionUser>): void {
      const { id, lastSyncedAt } = user as Partial<UserBase>;
      if (typeof id !== 'string') {
        done(
          new Error(
            'jit.serializeUser got a user without an id: sign in through a strategy that jit.wrap made',
          ),
        );
        return;
      }
      const signedInAt = Date.now();
      const syncedAt = lastSyncedAt?.getTime() ?? null;
      const times = storedTimes(user);
      const stored = {
        signedInAt: times ? (times.lastSignInAt?.getTime() ?? null) : signedInAt - lastSignInPrecision,
        syncedAt: times
          ? (times.lastSyncedAt?.getTime() ?? null)
          : syncedAt && syncedAt - lastSignInPrecision,
      };
      const saml = samlSessionOf(user);
      const toSession = (origin: SessionOrigin): SessionUser => ({
        ...{ id, signedInAt, syncedAt, stored, ...origin },
        ...(saml && { saml }),
      });
      const origin = sessionOriginOf(user);
      if (origin !== undefined) done(null, toSession(origin));
      else settleCallback(loadOrigin(id, user).then(toSession), done);
    },

    /**
     * `false` means "no user is signed in" to Passport: the user does not exist or is not active, or the session was
     * ended.
     */
    deserializeUser(serialized: unknown, done: DoneCallback<UserBase | false>): void {
      const session =
        typeof serialized === 'string' ? { id: serialized } : (serialized as Partial<SessionUser> | null);
      const id = session?.id;
      if (!isUuid(id)) {
        done(null, false);
        return;
      }
      settleCallback(loadValidUser(id, session), done);
    },
  };

  async function loadValidUser(id: string, session: Partial<SessionUser> | null): Promise<UserBase | false> {
    const origin = storedOrigin(session ?? {});
    if (isTooOld(origin, maxSessionAge)) return false;
    const { provider, providerSession } = origin;
    const sid = providerSession && String(providerSession.sid);
    const loaded = await reader.loadForSession(dataSource, id, { provider, sid });
    if (loaded?.user.active !== true || loaded.isTerminated) return false;
    if (!isSameGeneration(loaded.generations, origin.generations)) return false;
    await throttle.pass(loaded.user.tenant);
    attachSessionOrigin(loaded.user, origin);
    return mergeSession(loaded.user, session);
  }

  /**
   * The origin of an object that no sign-in of this library returned: a copy of the user, or a user whom the app signs
   * in itself. Its provider is unknown, so its session ends with those of any provider of the tenant.
   */
  async function loadOrigin(id: string, { sessionGeneration }: Partial<UserBase>): Promise<SessionOrigin> {
    const loaded = isUuid(id) ? await reader.loadForSession(dataSource, id, { provider: null }) : undefined;
    const { user = 0, tenant = 0, provider = 0 } = loaded?.generations ?? {};
    // The object's own generation is older, so it precedes an end of the sessions that happens right now.
    return { provider: null, generations: { user: sessionGeneration ?? user, tenant, provider } };
  }
}

/** The user with the values that only the session has. */
function mergeSession(user: UserBase, session: Partial<SessionUser> | null): UserBase {
  const { signedInAt, syncedAt, stored, saml } = session ?? {};
  user.lastSignInAt = preciseTime(user.lastSignInAt, signedInAt, stored?.signedInAt);
  user.lastSyncedAt = preciseTime(user.lastSyncedAt, syncedAt, stored?.syncedAt);
  if (saml) attachSamlSession(user, saml);
  return user;
}

/**
 * The session's timestamp, if it is newer than the row's and the row was not reset since. A session that began on an
 * instance whose clock was ahead has no valid time.
 */
function preciseTime(rowTime: Date | null, sessionTime: unknown, storedTime: unknown): Date | null {
  if (rowTime === null || typeof sessionTime !== 'number' || typeof storedTime !== 'number') return rowTime;
  const rowMs = rowTime.getTime();
  const time = new Date(sessionTime);
  return rowMs >= storedTime && rowMs < sessionTime && !isInFuture(time, Date.now()) ? time : rowTime;
}
