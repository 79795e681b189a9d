import type { UserBase } from '../entities/user';

/** The times of the last sign-in and of the last sync. */
export type SignInTimes = Pick<UserBase, 'lastSignInAt' | 'lastSyncedAt'>;

const storedTimesByUser = new WeakMap<object, SignInTimes>();

/**
 * Sets the times of this sign-in on the user. The row may have older times, within the precision that the app
 * configured.
 */
export function markSignedIn(user: UserBase, at: Date, synced: boolean): void {
  const { lastSignInAt, lastSyncedAt } = user;
  storedTimesByUser.set(user, { lastSignInAt, lastSyncedAt });
  Object.assign(user, { lastSignInAt: at }, synced ? { lastSyncedAt: at } : {});
}

/** The times in the row of a user who has just signed in; `undefined` if this object did not sign in. */
export function storedTimes(user: object): SignInTimes | undefined {
  return storedTimesByUser.get(user);
}
