import { get } from './api.mjs';
import { button, el, fill, focusOn } from './dom.mjs';
import { name } from './display-name.mjs';
import { personName } from './format-change.mjs';
import { settingsDiff } from './settings-diff.mjs';
import { time } from './format-date.mjs';

/** What a tenant has before anybody has set anything. */
const INITIAL = { justInTime: false, enhancedSync: false, groupAttribute: 'groups', mapping: null };

/** The versions before this one, with a way back to each. */
export function historyPanel({ onGoBack }) {
  const list = el('ol', { class: 'versions' });
  const more = el('p', {});
  const element = el(
    'details',
    { class: 'card', ontoggle: () => element.open && list.childElementCount === 0 && load() },
    el('summary', {}, el('h2', {}, 'Earlier versions')),
    list,
    more,
  );
  /** The last one that is shown has to be compared with the one before it, which comes with the next page. */
  let waiting;
  let [current, fixed] = [0, false];

  return {
    element,
    refresh(settings) {
      [current, fixed, waiting] = [settings.version, settings.fixed, undefined];
      fill(list);
      fill(more);
      element.hidden = fixed;
      if (element.open && !fixed) void load();
    },
  };

  async function load(before) {
    let page;
    try {
      page = await get('settings/history', { before, limit: 20 });
    } catch (error) {
      fill(more, el('span', { role: 'alert' }, error.message));
      return;
    }
    const { items, next } = page;
    const first = list.childElementCount;
    const versions = waiting === undefined ? items : [waiting, ...items];
    waiting = next === null ? undefined : versions.pop();
    const older = (index) => versions[index + 1] ?? waiting ?? { settings: INITIAL };
    list.append(...versions.map((version, index) => item(version, older(index))));
    fill(
      more,
      list.childElementCount === 0 && 'There are none yet.',
      next !== null && button('Show older versions', () => load(next)),
    );
    if (before !== undefined) focusOn(list.children[first]);
  }

  function item({ version, at, actor, actorPerson, settings }, older) {
    const lines = settingsDiff(older.settings, settings);
    return el(
      'li',
      {},
      el(
        'p',
        {},
        el('strong', {}, `Version ${version}`),
        ', saved on ',
        time(at),
        actor && [' by ', name(actorPerson ? personName(actorPerson) : actor)],
        ' ',
        version === current
          ? el('span', { class: 'badge' }, 'in force')
          : button(`Go back to version ${version}`, () => onGoBack(version, settings)),
      ),
      el(
        'ul',
        {},
        lines.map((words) => el('li', {}, words)),
      ),
    );
  }
}
