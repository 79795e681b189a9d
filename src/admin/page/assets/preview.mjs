import { announce } from './announce.mjs';
import { stream } from './api.mjs';
import { button, el, fill, focusOn, newId } from './dom.mjs';
import { REFUSALS } from './events.mjs';
import { name } from './names.mjs';
import { count } from './times.mjs';
import { changeWords, noteWords, personName, WOULD } from './words.mjs';

const PEOPLE_SHOWN = 50;
const NAMES_SHOWN = 50;

/** What settings would do to everybody, worked out by the server's own planner. Nothing is changed by it. */
export function previewPanel() {
  let running;
  const headingId = newId('preview');
  const heading = el('h2', { id: headingId }, 'Preview');
  const content = el('div', {});
  const element = el(
    'section',
    { class: 'card', 'aria-labelledby': headingId, hidden: true },
    heading,
    content,
  );

  return { element, run, close };

  /**
   * Shows the preview, and resolves to whether it came to its end.
   *
   * @throws {Problem} when the settings have faults
   */
  async function run(patch) {
    running?.abort();
    const own = new AbortController();
    running = own;
    const people = [];
    const bar = el('progress', { 'aria-label': 'Users looked at' });
    const state = el('p', {}, 'Working it out …');
    fill(
      content,
      state,
      el(
        'p',
        { class: 'progress' },
        bar,
        button('Stop', () => own.abort()),
      ),
    );
    element.hidden = false;
    focusOn(heading);
    try {
      for await (const line of stream('preview', patch, own.signal)) {
        if (line.type === 'progress') {
          Object.assign(bar, { max: line.total, value: line.done });
          state.textContent = `${line.done} of ${count(line.total, 'user')} looked at`;
        } else if (line.type === 'user') people.push(line);
        else if (line.type === 'error') throw new Error(line.detail);
        else if (line.type === 'summary') {
          fill(content, results(line, people));
          heading.scrollIntoView();
          announce(`The preview is ready. ${headline(line)}`);
          return true;
        }
      }
      throw new Error('The answer broke off before its end.');
    } catch (error) {
      if (running !== own) return false;
      if (error.more !== undefined) {
        close();
        throw error;
      }
      const stopped = error.name === 'AbortError';
      fill(content, el('p', { role: 'alert' }, stopped ? 'Stopped. Nothing was changed.' : error.message));
      return false;
    }
  }

  function close() {
    running?.abort();
    running = undefined;
    element.hidden = true;
    fill(content);
  }
}

function headline({ gaining, losing, changing, refused, users }) {
  const parts = [
    [gaining, 'would gain something'],
    [losing, 'would lose something'],
    [changing, 'would change roles'],
    [refused, 'would be refused'],
  ].filter(([number]) => number > 0);
  if (parts.length === 0) return `Nothing would change for ${count(users, 'user')}.`;
  return `Of ${count(users, 'user')}, ${parts.map(([number, does]) => `${number} ${does}`).join(', ')}.`;
}

function results(summary, people) {
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
      summary.groupsNeverSeen,
    ),
    namesSection('Groups that people have and no entry names', 'They give nothing.', summary.groupsUnmapped),
    neverWinning(summary.entriesThatNeverWin),
    peopleSection(people),
  ];
}

function figures(summary) {
  const { users, gaining, losing, changing, demoted, leftWithNothing, refused, manualRemoved, unknown } =
    summary;
  return el(
    'dl',
    { class: 'figures' },
    [
      ['users', users],
      ['gain something', gaining],
      ['lose something', losing, true],
      ['change roles', changing],
      ['stop being owners', demoted, true],
      ['are left with nothing', leftWithNothing, true],
      ['grants by hand go', manualRemoved, true],
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
