import { el, newId } from './dom.mjs';
import { eventSource, EVENT_TYPES, eventWords } from './events.mjs';
import { name } from './display-name.mjs';
import { time } from './format-date.mjs';
import { personName } from './format-change.mjs';

const LINES_SHOWN = 10;

/** One event of the audit log: when, by whom, about whom, what changed and why. */
export function eventCard({ at, type, actor, provider, user, person, actorPerson, count: times, details }) {
  const headingId = newId('event');
  const lines = eventWords({ type, details }).map((words) => el('li', {}, words));
  const rest = lines.slice(LINES_SHOWN);
  return el(
    'li',
    { class: 'card event', 'aria-labelledby': headingId },
    el(
      'p',
      { class: 'event-head' },
      el('strong', { id: headingId }, EVENT_TYPES[type] ?? name(type)),
      times > 1 && el('span', { class: 'badge' }, `${times} times within a minute`),
      time(at),
    ),
    el(
      'dl',
      { class: 'facts' },
      fact('By', actor && actorWords(actor, actorPerson)),
      fact('Provider', provider && actor !== `provider:${provider}` && name(provider)),
      fact('User', user && userWords(user, person, details)),
    ),
    lines.length > 0 && el('ul', { class: 'changes' }, lines.slice(0, LINES_SHOWN)),
    el(
      'details',
      {},
      el('summary', {}, rest.length > 0 ? `${rest.length} more, and the source` : 'Source'),
      rest.length > 0 && el('ul', { class: 'changes' }, rest),
      eventSource(details),
    ),
  );
}

function fact(label, content) {
  return content ? [el('dt', {}, label), el('dd', {}, content)] : [];
}

function actorWords(actor, person) {
  return actor.startsWith('provider:')
    ? ['a sign-in through ', name(actor.slice('provider:'.length))]
    : name(person ? personName(person) : actor);
}

/** Audit events outlive users and have only their ids; the name says more to a reader. */
function userWords(user, person, { subject }) {
  return [
    el(
      'a',
      { href: `#audit-log?${new URLSearchParams({ user })}` },
      name(person ? personName(person) : user),
    ),
    subject && [' (', name(subject), ')'],
  ];
}
