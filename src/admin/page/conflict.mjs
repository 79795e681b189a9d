import { ask } from './modal.mjs';
import { button, el, fill, newId } from './dom.mjs';
import { name, plainName, visibleJson } from './display-name.mjs';
import { onOff, personName } from './format-change.mjs';
import { settingsDiff } from './settings-diff.mjs';
import { time } from './format-date.mjs';

/** Asks what to do about another administrator's change in between: `merge` it with the edits here, or `load` it. */
export function askAboutConflict(base, { currentVersion, changes = [] }) {
  const inOrder = [...changes].sort((a, b) => a.version - b.version);
  const last = inOrder.at(-1);
  const author = last?.actorPerson ? personName(last.actorPerson) : last?.actor;
  return ask({
    title: author
      ? `${plainName(author)} saved version ${currentVersion} while you were editing`
      : `Version ${currentVersion} was saved while you were editing`,
    content: [
      el(
        'p',
        {},
        'Your changes are not saved yet, and none of them is lost. What the other version changes:',
      ),
      el(
        'ul',
        { class: 'versions' },
        inOrder.map(({ version, at, actor, actorPerson, settings }, index) => {
          const before = index === 0 ? base : inOrder[index - 1].settings;
          return el(
            'li',
            {},
            el(
              'p',
              {},
              el('strong', {}, `Version ${version}`),
              ', ',
              time(at),
              actor && [', by ', name(actorPerson ? personName(actorPerson) : actor)],
            ),
            el(
              'ul',
              {},
              settingsDiff(before, settings).map((words) => el('li', {}, words)),
            ),
          );
        }),
      ),
    ],
    choices: [
      { label: `Merge my changes with version ${currentVersion}`, value: 'merge' },
      { label: `Load version ${currentVersion}, and set mine aside`, value: 'load' },
    ],
  });
}

/** What two administrators changed in different ways, in words: a list of lines. */
export function conflictLines(conflicts) {
  return conflicts.map(({ place, own, theirs }) => [
    `${PLACES[place] ?? place}: you have `,
    valueWords(own),
    ', the other version has ',
    valueWords(theirs),
  ]);
}

const PLACES = {
  justInTime: 'Just-in-time provisioning',
  enhancedSync: 'Sync at every sign-in',
  groupAttribute: 'Group attribute',
  entries: 'An entry of the mapping',
  owners: 'Tenant owners',
  permissions: 'Tenant permissions',
  mapping: 'Mapping',
};

function valueWords(value) {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'boolean') return onOff(value);
  if (value.group === undefined) return name(typeof value === 'string' ? value : JSON.stringify(value));
  const { group, team, caseGroup, role, permission } = value;
  return name([group, '→', role ?? permission, team && `in ${team}`, caseGroup].filter(Boolean).join(' '));
}

/** Keeps a mapping in sight after the form has gone on to another one. */
export function asidePanel() {
  const text = el('textarea', { id: newId('aside'), rows: 12, readOnly: true, wrap: 'off', dir: 'ltr' });
  const label = el('label', { htmlFor: text.id });
  const note = el('p', {});
  const conflicts = el('ul', {});
  const details = el('details', { open: true }, el('summary', {}, 'Mapping to copy from'), label, text);
  const element = el(
    'section',
    { class: 'notice', 'aria-label': 'After the conflict', hidden: true },
    note,
    conflicts,
    details,
    button('Close', () => (element.hidden = true)),
  );
  return {
    element,
    show({ message, lines = [], title, mapping }) {
      fill(note, message);
      fill(
        conflicts,
        lines.map((words) => el('li', {}, words)),
      );
      details.hidden = mapping === undefined;
      if (mapping === undefined) return (element.hidden = false);
      label.textContent = title;
      text.value = typeof mapping === 'string' ? mapping : mapping === null ? '' : visibleJson(mapping);
      return (element.hidden = false);
    },
    hide: () => (element.hidden = true),
  };
}
