import type { UserBase } from '../entities/user';

/** The times of the last sign-in and of the last sync. */
export type SignInTimes = Pick<UserBase, 'lastSignInAt' | 'lastSyncedAt'>;

const storedTimesByUser = new WeakMap<object, SignInTimes>();

/** The row may be older, to within the precision that the app asked for; this sign-in is now. */
export function markSignedIn(user: UserBase, at: Date, synced: boolean): void {
  const { lastSignInAt, lastSyncedAt } = user;
  storedTimesByUser.set(user, { lastSignInAt, lastSyncedAt });
  Object.assign(user, { lastSignInAt: at }, synced ? { lastSyncedAt: at } : {});
}

/** What the row of a user who has just signed in says; nothing, if this is not the object that signed in. */
export function storedTimes(user: object): SignInTimes | undefined {
  return storedTimesByUser.get(user);
}
