import type { DataSource } from 'typeorm';
import type { UserBase } from '../entities/user';
import type { Reader } from '../store/reader';

/** What the session keeps of a user. */
export interface SessionUser {
  id: string;
  /** When the sign-in that began the session brought the grants into line, in milliseconds since 1970. */
  syncedAt: number | null;
}

type Done<Result> = (error: unknown, result?: Result) => void;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

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
      done(null, { id, syncedAt: lastSyncedAt?.getTime() ?? null });
    },

    /** A user who is gone or deactivated ends the session: Passport takes `false` for "nobody is signed in". */
    deserializeUser(serialized: unknown, done: Done<UserBase | false>): void {
      const session =
        typeof serialized === 'string' ? { id: serialized } : (serialized as Partial<SessionUser> | null);
      const id = session?.id;
      if (typeof id !== 'string' || !UUID.test(id)) {
        done(null, false);
        return;
      }
      reader.user(dataSource, id).then(
        (user) => done(null, user?.active ? withSync(user, session?.syncedAt, signInPrecision) : false),
        (error: unknown) => done(error),
      );
    },
  };
}

/**
 * The row may be older than the session's own sync, to within the precision with which it is kept. When it is older
 * still, somebody set it back, to have the user sign in again.
 */
function withSync(user: UserBase, syncedAt: number | null | undefined, precision: number): UserBase {
  const stored = user.lastSyncedAt?.getTime();
  if (typeof syncedAt !== 'number' || stored === undefined) return user;
  if (syncedAt > stored && syncedAt - stored <= precision) user.lastSyncedAt = new Date(syncedAt);
  return user;
}
