import type { Change, Note, Provisioning } from 'passport-jit';

export interface LastSignIn {
  created: boolean;
  changes: readonly Change[];
  /** What it left undone. */
  notes: readonly Note[];
}

/** What the last sign-in of each user changed, by the events that the provisioning tells. */
export function trackSignIns(jit: Provisioning): ReadonlyMap<string, LastSignIn> {
  const signIns = new Map<string, LastSignIn>();
  jit.on('created', ({ user, changes }) => void signIns.set(user.id, { created: true, changes, notes: [] }));
  jit.on('changed', ({ user, changes }) => void signIns.set(user.id, { created: false, changes, notes: [] }));
  jit.on('unchanged', ({ user }) => void signIns.set(user.id, { created: false, changes: [], notes: [] }));
  // Told after one of those above.
  jit.on('skipped', ({ user, notes }) => void signIns.set(user.id, { ...signIns.get(user.id)!, notes }));
  return signIns;
}
