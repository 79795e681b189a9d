import { button, el, unseen } from './dom.mjs';
import { draggable } from './drag.mjs';

/**
 * One row of a list that is edited. With `ordered`, it can be moved by its handle, by its buttons and by Alt with the
 * arrow keys.
 *
 * @param of what it is called, for instance `entry 3`
 */
export function listRow({ index, size, of, cells, ordered, fixed, onMove, onRemove }) {
  const movable = ordered && !fixed;
  const moveTo = (target) => target >= 0 && target < size && onMove(target);
  const handle = movable && el('span', { class: 'handle', 'aria-hidden': 'true', title: 'Drag to reorder' });
  const row = el(
    'tr',
    { role: 'row', 'data-index': index, onkeydown: moveByKey },
    el('td', { role: 'cell', class: 'place' }, handle, index + 1),
    cells,
    el(
      'td',
      { role: 'cell', class: 'actions' },
      movable && [moveButton('up', -1), moveButton('down', 1)],
      !fixed && iconButton('✕', `Remove ${of}`, onRemove, { 'data-focus': 'remove' }),
    ),
  );
  if (handle) draggable(handle, row, () => [...row.parentElement.children], drop);
  return row;

  function drop(before) {
    const all = [...row.parentElement.children];
    const target = before < all.length ? indexOf(all[before]) : indexOf(all.at(-1)) + 1;
    moveTo(target > index ? target - 1 : target);
  }

  function moveButton(direction, step) {
    const isEnd = index + step < 0 || index + step >= size;
    const arrow = step < 0 ? '↑' : '↓';
    return iconButton(arrow, `Move ${of} ${direction}`, () => moveTo(index + step), {
      title: `Alt+${arrow}`,
      // A disabled button would lose the focus when its row arrives at the end.
      'aria-disabled': isEnd ? 'true' : undefined,
      'data-focus': direction,
    });
  }

  function moveByKey(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!movable || !event.altKey || step === undefined) return;
    // Else the browser would open the list of what is offered.
    event.preventDefault();
    moveTo(index + step);
  }
}

function indexOf(row) {
  return Number(row.dataset.index);
}

function iconButton(icon, label, onclick, attributes) {
  const content = [el('span', { 'aria-hidden': 'true' }, icon), unseen(label)];
  return button(content, onclick, { class: 'icon', ...attributes });
}
