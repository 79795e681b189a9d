import { button, el, fill, focusOn, newId } from './dom.mjs';
import { REFUSALS } from './events.mjs';
import { name } from './display-name.mjs';
import { count } from './format-date.mjs';
import { changeWords, differenceWords, noteWords, personName, WOULD } from './format-change.mjs';

const PEOPLE_SHOWN = 50;
const NAMES_SHOWN = 50;

/** A preview in one sentence: what the edit changes, and not what happens anyway. */
export function headline({ difference, users }, isEdited) {
  if (!isEdited) return 'You have not changed anything.';
  const parts = effects(difference);
  if (parts === '') return 'Your edit changes nothing for any user.';
  return `Because of your edit, of ${count(users, 'user')}, ${parts}.`;
}

/** What the next sign-ins do in all, with the edit. */
export function totalLine(summary) {
  const parts = effects(summary);
  return parts === ''
    ? 'At the next sign-ins, nothing changes for any user.'
    : `At the next sign-ins, with what happens anyway: ${parts}.`;
}

function effects({ gaining, losing, changing, refused, admitted = 0 }) {
  return [
    [gaining, 'would gain access'],
    [losing, 'would lose access'],
    [changing, 'would change roles'],
    [refused, 'would be refused'],
    [admitted, 'would be admitted again'],
  ]
    .filter(([number]) => number > 0)
    .map(([number, does]) => `${count(number, 'user')} ${does}`)
    .join(', ');
}

/** The figures of a preview, what is odd about the mapping, and who would gain and lose what. */
export function results(summary, people, isEdited) {
  return [
    el('p', {}, 'If all users signed in now, with the groups of their last sign-in:'),
    el('p', { class: 'headline' }, headline(summary, isEdited)),
    el('p', {}, totalLine(summary)),
    summary.groupSourcesChanged &&
      el(
        'p',
        { class: 'notice' },
        'You have changed where the groups are read. Earlier sign-ins cannot be read again, so this shows the groups as the current settings have read them.',
      ),
    summary.dangers.map(({ message }) =>
      el('p', { class: 'notice danger' }, el('strong', {}, 'Danger: '), message),
    ),
    figures(summary),
    namesSection(
      'Mapped groups that no user has now',
      'Check the spelling, or wait until a member signs in.',
      summary.unseenGroups,
    ),
    namesSection(
      'Groups without an entry',
      'Users have them, and they give nothing.',
      summary.unmappedGroups,
    ),
    neverWinning(summary.shadowedEntries),
    peopleSection(people, isEdited),
  ];
}

function figures(summary) {
  const {
    users,
    gaining,
    losing,
    changing,
    demoted,
    losingEverything,
    refused,
    manualGrantsRemoved,
    unknown,
  } = summary;
  return el(
    'dl',
    { class: 'figures' },
    [
      ['users', users],
      ['gain access', gaining],
      ['lose access', losing, true],
      ['change roles', changing],
      ['lose ownership', demoted, true],
      ['lose all access', losingEverything, true],
      ['manual grants removed', manualGrantsRemoved, true],
      ...(refused > 0 ? [['are refused', refused, true]] : []),
      ...(unknown > 0 ? [['have never signed in', unknown]] : []),
    ].map(([label, number, isLoss]) =>
      el(
        'div',
        { class: isLoss && number > 0 ? 'loss' : undefined },
        el('dt', {}, label),
        el('dd', {}, number.toLocaleString('en')),
      ),
    ),
  );
}

function namesSection(title, hint, names) {
  if (names.length === 0) return undefined;
  const shown = names.slice(0, NAMES_SHOWN);
  return el(
    'details',
    {},
    el('summary', {}, `${title}: ${names.length}`),
    el('p', { class: 'hint' }, hint),
    el(
      'ul',
      { class: 'names' },
      shown.map((text) => el('li', {}, name(text))),
    ),
    names.length > shown.length && el('p', {}, `and ${names.length - shown.length} more`),
  );
}

function neverWinning(entries) {
  if (entries.length === 0) return undefined;
  const numbers = entries.slice(0, NAMES_SHOWN).map((entry) => entry + 1);
  const more = entries.length > numbers.length ? ` and ${entries.length - numbers.length} more` : '';
  return el(
    'details',
    {},
    el('summary', {}, `Entries that never win: ${entries.length}`),
    el('p', { class: 'hint' }, 'An earlier entry always applies before them.'),
    el('p', {}, `Entries ${numbers.join(', ')}${more}`),
  );
}

const FILTERS = {
  edit: { label: 'Affected by your edit', fits: isAffected },
  all: { label: 'All with changes at their next sign-in', fits: () => true },
  losing: { label: 'Losing access', fits: ({ changes }) => changes.some(isLoss) },
  gaining: { label: 'Gaining access', fits: ({ changes }) => changes.some(({ action }) => action === 'add') },
};

function isAffected({ difference, refused, currentlyRefused }) {
  return difference.length > 0 || (refused === undefined) !== (currentlyRefused === undefined);
}

function isLoss({ action }) {
  return action === 'remove';
}

function peopleSection(people, isEdited) {
  if (people.length === 0) return undefined;
  const list = el('ul', { class: 'people' });
  const more = el('p', {});
  const choice = el(
    'select',
    { id: newId('filter'), onchange: () => show(PEOPLE_SHOWN) },
    Object.entries(isEdited ? FILTERS : { ...FILTERS, edit: undefined })
      .filter(([, filter]) => filter !== undefined)
      .map(([value, { label, fits }]) => el('option', { value }, `${label} (${people.filter(fits).length})`)),
  );
  show(PEOPLE_SHOWN);
  return el(
    'div',
    {},
    el('h3', {}, 'Who'),
    el('p', {}, el('label', { htmlFor: choice.id }, 'Show'), ' ', choice),
    list,
    more,
  );

  function show(number) {
    const found = people.filter(FILTERS[choice.value].fits);
    fill(list, found.slice(0, number).map(person));
    const left = found.length - number;
    fill(
      more,
      left > 0 &&
        button(`Show ${Math.min(left, PEOPLE_SHOWN)} more of ${left}`, () => {
          show(number + PEOPLE_SHOWN);
          focusOn(list.children[number]);
        }),
    );
  }
}

function person({ user, changes, notes, refused, difference }) {
  return el(
    'li',
    {},
    el('strong', {}, name(personName(user))),
    user.email && [' ', el('span', { class: 'muted' }, name(user.email))],
    el(
      'ul',
      { class: 'changes' },
      refused && el('li', { class: 'remove' }, `Would be refused: ${REFUSALS[refused] ?? refused}`),
      difference.map((grant) =>
        el('li', { class: grant.action }, el('em', {}, 'Your edit: '), differenceWords(grant)),
      ),
      changes.map((change) => el('li', { class: change.action }, changeWords(change, WOULD))),
      notes.flatMap((note) => noteWords(note)).map((words) => el('li', { class: 'note' }, words)),
    ),
  );
}
