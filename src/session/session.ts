import type { DataSource } from 'typeorm';
import type { UserBase } from '../entities/user';
import type { Reader } from '../store/reader';
import { isUuid } from '../uuid';
import { keepSignOn, signOnOf, type SamlSignOn } from './saml-sign-on';

/** What the session keeps of a user. */
export interface SessionUser {
  id: string;
  /** When the session began, in milliseconds since 1970. */
  signedInAt: number;
  /** When the sign-in that began it brought the grants into line. */
  syncedAt: number | null;
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
      const saml = signOnOf(user);
      done(null, {
        id,
        signedInAt: Date.now(),
        syncedAt: lastSyncedAt?.getTime() ?? null,
        ...(saml && { saml }),
      });
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
        (user) => done(null, user?.active ? asOfSession(user, session, signInPrecision) : false),
        (error: unknown) => done(error),
      );
    },
  };
}

/** The user with what only the session knows. */
function asOfSession(user: UserBase, session: Partial<SessionUser> | null, precision: number): UserBase {
  user.lastSignInAt = exact(user.lastSignInAt, session?.signedInAt, precision);
  user.lastSyncedAt = exact(user.lastSyncedAt, session?.syncedAt, precision);
  if (session?.saml) keepSignOn(user, session.saml);
  return user;
}

/**
 * The row may be older than the session's own moment, to within the precision with which it is kept. When it is older
 * still, somebody set it back, to have the user sign in again.
 */
function exact(stored: Date | null, own: unknown, precision: number): Date | null {
  if (stored === null || typeof own !== 'number') return stored;
  const ahead = own - stored.getTime();
  return ahead > 0 && ahead <= precision ? new Date(own) : stored;
}
