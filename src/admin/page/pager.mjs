import { button, el, fill } from './dom.mjs';

/**
 * Goes through pages of which only the next is known, and back. `load(cursor, number, isLatest)` shows a page, unless
 * another one has been requested since, and resolves to the cursor of the next one, or null.
 */
export function pager(load) {
  let cursors = [];
  let turns = 0;
  const element = el('p', { class: 'pages' });
  return { element, restart: () => turn([undefined]) };

  async function turn(to) {
    turns += 1;
    const own = turns;
    const isLatest = () => own === turns;
    const next = await load(to.at(-1), to.length, isLatest);
    if (!isLatest()) return;
    cursors = to;
    fill(
      element,
      (to.length > 1 || next !== null) && [
        `Page ${to.length} `,
        to.length > 1 && button('Previous page', () => turn(cursors.slice(0, -1))),
        ' ',
        next !== null && button('Next page', () => turn([...cursors, next])),
      ],
    );
  }
}
