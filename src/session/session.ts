import type { DataSource } from 'typeorm';
import type { UserBase } from '../entities/user';
import type { Reader } from '../store/reader';
import { isUuid } from '../uuid';
import { momentsInRow } from './moments';
import { keepSignOn, signOnOf, type SamlSignOn } from './saml-sign-on';

/** What the session keeps of a user. */
export interface SessionUser {
  id: string;
  /** When the session began, in milliseconds since 1970. */
  signedInAt: number;
  /** When the sign-in that began it brought the grants into line. */
  syncedAt: number | null;
  /** The same in the user's row, which may be older. When that gets older still, somebody has set it back. */
  inRow: { signedInAt: number | null; syncedAt: number | null };
  /** After a sign-in by SAML: what a logout has to name. */
  saml?: SamlSignOn;
}

type Done<Result> = (error: unknown, result?: Result) => void;

/** How users get into sessions and out of them, in the form that Passport takes. */
export function sessionCallbacks(dataSource: DataSource, reader: Reader, signInPrecision: number) {
  return {
    serializeUser(user: object, done: Done<SessionUser>): void {
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
      const row = momentsInRow(user);
      const inRow = {
        signedInAt: row ? (row.lastSignInAt?.getTime() ?? null) : signedInAt - signInPrecision,
        syncedAt: row ? (row.lastSyncedAt?.getTime() ?? null) : syncedAt && syncedAt - signInPrecision,
      };
      const saml = signOnOf(user);
      done(null, { id, signedInAt, syncedAt, inRow, ...(saml && { saml }) });
    },

    /** A user who is gone or deactivated ends the session: Passport takes `false` for "nobody is signed in". */
    deserializeUser(serialized: unknown, done: Done<UserBase | false>): void {
      const session =
        typeof serialized === 'string' ? { id: serialized } : (serialized as Partial<SessionUser> | null);
      const id = session?.id;
      if (!isUuid(id)) {
        done(null, false);
        return;
      }
      reader.user(dataSource, id).then(
        (user) => done(null, user?.active ? asOfSession(user, session) : false),
        (error: unknown) => done(error),
      );
    },
  };
}

/** The user with what only the session knows. */
function asOfSession(user: UserBase, session: Partial<SessionUser> | null): UserBase {
  const { signedInAt, syncedAt, inRow, saml } = session ?? {};
  user.lastSignInAt = exact(user.lastSignInAt, signedInAt, inRow?.signedInAt);
  user.lastSyncedAt = exact(user.lastSyncedAt, syncedAt, inRow?.syncedAt);
  if (saml) keepSignOn(user, saml);
  return user;
}

/** The session's own moment, if the row has only an older one, and that has not been set back since. */
function exact(stored: Date | null, own: unknown, inRow: unknown): Date | null {
  if (stored === null || typeof own !== 'number' || typeof inRow !== 'number') return stored;
  const moment = stored.getTime();
  return moment >= inRow && moment < own ? new Date(own) : stored;
}
