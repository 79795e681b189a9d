import type { Events } from '../events';
import type { SignInKey } from '../store/user-reader';
import type { Outcome } from './outcome';

/** Tells the app's listeners what became of a sign-in. */
export function emitOutcome(events: Events, key: SignInKey, outcome: Outcome): void {
  if (!events.hasListeners) return;
  if (outcome.outcome === 'denied') {
    const { code, changes } = outcome;
    events.emit('denied', { ...key, code, changes });
    return;
  }
  const { user, changes, notes } = outcome;
  switch (outcome.outcome) {
    case 'created':
      events.emit('created', { ...key, user, changes });
      break;
    case 'linked':
      events.emit('linked', { ...key, user, changes });
      break;
    case 'synced':
      events.emit('changed', { ...key, user, changes });
      break;
    case 'unchanged':
      events.emit('unchanged', { ...key, user });
      break;
  }
  if (notes.length > 0) events.emit('skipped', { ...key, user, notes });
  if (notes.some(({ kind }) => kind === 'removalsHeld')) events.emit('removalsHeld', { ...key, user, notes });
}
