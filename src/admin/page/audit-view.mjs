import { announce } from './announce.mjs';
import { address, get } from './api.mjs';
import { button, el, fill, focusOn, newId } from './dom.mjs';
import { errorContent } from './error-content.mjs';
import { eventCard } from './event-card.mjs';
import { EVENT_TYPES } from './events.mjs';
import { pager } from './pager.mjs';
import { count, timeZone } from './format-date.mjs';

/** What has happened, filtered; the filters stand in the address, so that a reload keeps them. */
export function auditView() {
  const heading = el('h1', {}, 'Audit log');
  const problem = el('div', { class: 'notice danger', role: 'alert', hidden: true });
  const results = el('h2', {});
  const list = el('ol', { class: 'events' });
  const downloads = el('p', { class: 'downloads' });
  const pages = pager(load);
  let filters = {};
  let shownBefore = false;
  let isBeingFilled = false;

  const type = el(
    'select',
    { id: newId('filter') },
    el('option', { value: '' }, 'Everything'),
    el('option', { value: 'effect:lost' }, 'Lost access'),
    el('option', { value: 'effect:gained' }, 'Gained access'),
    Object.entries(EVENT_TYPES).map(([value, label]) => el('option', { value }, label)),
  );
  const user = el('input', { id: newId('filter'), autocomplete: 'off', spellcheck: 'false' });
  const provider = el('input', { id: newId('filter'), autocomplete: 'off', spellcheck: 'false' });
  const from = el('input', { id: newId('filter'), type: 'datetime-local' });
  const to = el('input', { id: newId('filter'), type: 'datetime-local' });
  const userFault = el('p', { class: 'fault', id: newId('fault'), hidden: true });

  const form = el(
    'form',
    {
      class: 'card filters',
      'aria-label': 'Filter the audit log',
      oninput() {
        isBeingFilled = true;
      },
      onsubmit(event) {
        event.preventDefault();
        void apply();
      },
    },
    field('What', type),
    field('User', user, 'Email address, name or id', userFault),
    field('Provider', provider),
    field('From', from, timeZone),
    field('To', to, timeZone),
    el(
      'div',
      { class: 'buttons presets' },
      PRESETS.map(({ label, days }) =>
        button(label, () => {
          from.value = localTime(new Date(Date.now() - days * 86_400_000).toISOString());
          to.value = '';
          void apply();
        }),
      ),
    ),
    el(
      'div',
      { class: 'buttons' },
      el('button', { class: 'primary' }, 'Show'),
      el('a', { href: '#audit-log', onclick: () => form.reset() }, 'Without filters'),
    ),
  );

  return {
    element: el('div', {}, heading, problem, form, results, downloads, list, pages.element),
    heading,
    title: 'Audit log',
    async show(parameters, { stays }) {
      filters = Object.fromEntries(parameters);
      type.value = filters.effect === undefined ? (filters.type ?? '') : `effect:${filters.effect}`;
      user.value = filters.user ?? '';
      provider.value = filters.provider ?? '';
      from.value = localTime(filters.from);
      to.value = localTime(filters.to);
      setUserFault('');
      shownBefore = stays;
      await pages.restart();
    },
  };

  async function apply() {
    problem.hidden = true;
    let found;
    try {
      found = await userId(user.value.trim());
    } catch (error) {
      showProblem(error);
      return;
    }
    const { id, fault } = found;
    if (fault !== undefined) {
      setUserFault(fault);
      user.focus();
      return;
    }
    const chosen = {
      ...(type.value.startsWith('effect:') ? { effect: type.value.slice(7) } : { type: type.value }),
      user: id,
      provider: provider.value.trim(),
      from: instant(from.value),
      to: instant(to.value),
    };
    const wanted = address('#audit-log', chosen);
    if (location.hash === wanted) void pages.restart();
    else location.hash = wanted;
  }

  /** The audit log has only the ids of users. */
  async function userId(text) {
    if (text === '' || UUID.test(text)) return { id: text };
    const { items } = await get('users', { search: text, limit: 200 });
    const exact = items.find(({ email }) => email?.toLowerCase() === text.toLowerCase());
    if (exact !== undefined || items.length === 1) return { id: (exact ?? items[0]).id };
    return {
      fault:
        items.length === 0
          ? 'No user matches this.'
          : 'Several users match. Enter more of the name or address.',
    };
  }

  function setUserFault(message) {
    userFault.textContent = message;
    userFault.hidden = message === '';
    if (message === '') user.removeAttribute('aria-invalid');
    else user.setAttribute('aria-invalid', 'true');
  }

  async function load(after, page, isLatest) {
    problem.hidden = true;
    isBeingFilled = false;
    try {
      const { items, next } = await get('audit', { ...filters, after });
      if (!isLatest()) return null;
      fill(list, items.map(eventCard));
      results.textContent = titleOf(items.length, next, page);
      drawDownloads(items.length > 0 || page > 1);
      // When the view has just been opened, its own heading has the focus; and a user who types keeps it.
      if (shownBefore && !isBeingFilled) focusOn(results);
      announce(results.textContent);
      shownBefore = true;
      return next;
    } catch (error) {
      fill(list);
      fill(downloads);
      results.textContent = '';
      showProblem(error);
      return null;
    }
  }

  function showProblem(error) {
    problem.hidden = false;
    fill(problem, errorContent(error));
  }

  function titleOf(number, next, page) {
    if (number === 0) return 'Nothing that fits is in the audit log';
    const where = page > 1 || next !== null ? ` on page ${page}` : '';
    return `${count(number, 'event')}${where}, newest first`;
  }

  function drawDownloads(isAny) {
    const link = (format, label) =>
      el('a', { href: address('audit', { ...filters, format }), download: `audit-log.${format}` }, label);
    fill(downloads, isAny && ['Download all that fits: ', link('csv', 'CSV'), ' ', link('ndjson', 'NDJSON')]);
  }
}

function field(label, input, hint, fault) {
  const hintId = hint && newId('hint');
  const ids = [fault?.id, hintId].filter(Boolean).join(' ');
  if (ids !== '') input.setAttribute('aria-describedby', ids);
  return el(
    'div',
    { class: 'field' },
    el('label', { htmlFor: input.id }, label),
    input,
    fault,
    hint && el('p', { class: 'hint', id: hintId }, hint),
  );
}

const PRESETS = [
  { label: 'Last 24 hours', days: 1 },
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 30 days', days: 30 },
];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function instant(local) {
  return local === '' ? '' : new Date(local).toISOString();
}

/** As `datetime-local` takes it. */
function localTime(iso) {
  if (iso === undefined || Number.isNaN(Date.parse(iso))) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
