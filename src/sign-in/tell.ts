import type { Events } from '../events';
import type { SignInKey } from '../store/reader';
import type { Outcome } from './outcome';

/** Tells the app's listeners what became of a sign-in. */
export function tell(events: Events, key: SignInKey, outcome: Outcome): void {
  if (!events.areHeard) return;
  if (outcome.outcome === 'denied') {
    const { code, changes } = outcome;
    events.tell('denied', { ...key, code, changes });
    return;
  }
  const { user, changes, notes } = outcome;
  switch (outcome.outcome) {
    case 'created':
      events.tell('created', { ...key, user, changes });
      break;
    case 'linked':
      events.tell('linked', { ...key, user, changes });
      break;
    case 'synced':
      events.tell('changed', { ...key, user, changes });
      break;
    case 'unchanged':
      events.tell('unchanged', { ...key, user });
      break;
  }
  if (notes.length > 0) events.tell('skipped', { ...key, user, notes });
  if (notes.some(({ kind }) => kind === 'lossesHeld')) events.tell('held', { ...key, user, notes });
}
