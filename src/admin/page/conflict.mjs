import { ask } from './modal.mjs';
import { button, el, fill, newId } from './dom.mjs';
import { name, visibleJson } from './display-name.mjs';
import { personName } from './format-change.mjs';
import { settingsDiff } from './settings-diff.mjs';
import { time } from './format-date.mjs';

/** Asks what to do about somebody else's change in between: `keep` what was written here, or `load` theirs. */
export function askAboutConflict(base, { currentVersion, changes = [] }) {
  const inOrder = [...changes].sort((a, b) => a.version - b.version);
  return ask({
    title: 'Somebody else has saved meanwhile',
    content: [
      el('p', {}, 'Nothing of yours was saved, and nothing of it is lost. What changed:'),
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
      { label: `Keep my edits, on top of version ${currentVersion}`, value: 'keep' },
      { label: `Load version ${currentVersion}, and set mine aside`, value: 'load' },
    ],
  });
}

/** Keeps a mapping in sight after the form has gone on to another one. */
export function asidePanel() {
  const text = el('textarea', { id: newId('aside'), rows: 12, readOnly: true, wrap: 'off', dir: 'ltr' });
  const label = el('label', { htmlFor: text.id });
  const note = el('p', {});
  const element = el(
    'section',
    { class: 'notice', 'aria-label': 'After the conflict', hidden: true },
    note,
    el('details', { open: true }, el('summary', {}, 'Mapping to copy from'), label, text),
    button('Close', () => (element.hidden = true)),
  );
  return {
    element,
    show({ message, title, mapping }) {
      fill(note, message);
      label.textContent = title;
      text.value = typeof mapping === 'string' ? mapping : mapping === null ? '' : visibleJson(mapping);
      element.hidden = false;
    },
    hide: () => (element.hidden = true),
  };
}
