import { button, el, fill, focusOn, newId } from './dom.mjs';
import { REFUSALS } from './events.mjs';
import { name } from './display-name.mjs';
import { count } from './format-date.mjs';
import { changeWords, noteWords, personName, WOULD } from './format-change.mjs';

const PEOPLE_SHOWN = 50;
const NAMES_SHOWN = 50;

/** A preview in one sentence. */
export function headline({ gaining, losing, changing, refused, users }) {
  const parts = [
    [gaining, 'would gain something'],
    [losing, 'would lose something'],
    [changing, 'would change roles'],
    [refused, 'would be refused'],
  ].filter(([number]) => number > 0);
  if (parts.length === 0) return 'Nothing would change for anybody.';
  return `Of ${count(users, 'user')}, ${parts.map(([number, does]) => `${number} ${does}`).join(', ')}.`;
}

/** The figures of a preview, what is odd about the mapping, and who would gain and lose what. */
export function results(summary, people) {
  return [
    el('p', {}, 'If everybody signed in now, with the groups that they had last time:'),
    el('p', { class: 'headline' }, headline(summary)),
    summary.dangers.map(({ message }) =>
      el('p', { class: 'notice danger' }, el('strong', {}, 'Danger: '), message),
    ),
    figures(summary),
    namesSection(
      'Groups in the mapping that nobody has ever had',
      'Spelt otherwise at the identity provider, or nobody of them has signed in yet.',
      summary.unseenGroups,
    ),
    namesSection('Groups that people have and no entry names', 'They give nothing.', summary.unmappedGroups),
    neverWinning(summary.shadowedEntries),
    peopleSection(people),
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
      ['gain something', gaining],
      ['lose something', losing, true],
      ['change roles', changing],
      ['stop being owners', demoted, true],
      ['are left with nothing', losingEverything, true],
      ['grants made by hand go', manualGrantsRemoved, true],
      ...(refused > 0 ? [['are refused', refused, true]] : []),
      ...(unknown > 0 ? [['have never signed in', unknown]] : []),
    ].map(([label, number, isLoss]) =>
      el(
        'div',
        { class: isLoss && number > 0 ? 'loss' : undefined },
        el('dt', {}, label),
        el('dd', {}, number),
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
  all: { label: 'Everybody concerned', fits: () => true },
  losing: { label: 'Those who lose something', fits: ({ changes }) => changes.some(isLoss) },
  gaining: {
    label: 'Those who gain something',
    fits: ({ changes }) => changes.some(({ action }) => action === 'add'),
  },
};

function isLoss({ action }) {
  return action === 'remove';
}

function peopleSection(people) {
  if (people.length === 0) return undefined;
  const list = el('ul', { class: 'people' });
  const more = el('p', {});
  const choice = el(
    'select',
    { id: newId('filter'), onchange: () => show(PEOPLE_SHOWN) },
    Object.entries(FILTERS).map(([value, { label, fits }]) =>
      el('option', { value }, `${label} (${people.filter(fits).length})`),
    ),
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

function person({ user, changes, notes, refused }) {
  return el(
    'li',
    {},
    el('strong', {}, name(personName(user))),
    user.email && [' ', el('span', { class: 'muted' }, name(user.email))],
    el(
      'ul',
      { class: 'changes' },
      refused && el('li', { class: 'remove' }, `Is refused: ${REFUSALS[refused] ?? refused}`),
      changes.map((change) => el('li', { class: change.action }, changeWords(change, WOULD))),
      notes.flatMap((note) => noteWords(note, WOULD)).map((words) => el('li', { class: 'note' }, words)),
    ),
  );
}
