import type { UserBase } from '../entities/user';

/** When somebody last signed in, and when that last brought the grants into line. */
export type Moments = Pick<UserBase, 'lastSignInAt' | 'lastSyncedAt'>;

const inRows = new WeakMap<object, Moments>();

/** The row may be older, to within the precision that the app asked for; this sign-in is now. */
export function markSignedIn(user: UserBase, at: Date, synced: boolean): void {
  const { lastSignInAt, lastSyncedAt } = user;
  inRows.set(user, { lastSignInAt, lastSyncedAt });
  Object.assign(user, { lastSignInAt: at }, synced ? { lastSyncedAt: at } : {});
}

/** What the row of a user who has just signed in says; nothing, if this is not the object that signed in. */
export function momentsInRow(user: object): Moments | undefined {
  return inRows.get(user);
}
