import { announce } from './announce.mjs';
import { button, el, fill, newId, unseen } from './dom.mjs';
import { listCell } from './list-cell.mjs';
import { listRow } from './list-row.mjs';
import { count } from './format-date.mjs';

const ROWS_SHOWN = 100;

/**
 * A table of text fields: rows are added, moved and removed, by mouse and by keyboard.
 *
 * @param noun what one row is, for instance `entry`
 * @param columns `{ key, label, offers(row), optional }`; `offers` gives the id of a datalist
 * @param rows gives the list, which is edited in place
 * @param ordered whether the order of the rows means something
 */
export function listEditor({ label, noun, plural, columns, rows, ordered = false, emptyText, onEdit }) {
  /** By row and not by place, so that a fault follows its row. */
  let faults = new Map();
  let removed;
  let [first, filter, fixed] = [0, '', false];

  const body = el('tbody', { role: 'rowgroup' });
  const table = el(
    'table',
    { role: 'table', 'aria-label': label, class: `list-editor columns-${columns.length}` },
    el(
      'thead',
      { role: 'rowgroup' },
      el(
        'tr',
        { role: 'row' },
        el('th', { role: 'columnheader', scope: 'col', class: 'place' }, unseen('Place')),
        columns.map(({ label, optional }) =>
          el(
            'th',
            { role: 'columnheader', scope: 'col' },
            label,
            optional && [' ', el('span', { class: 'optional' }, '(optional)')],
          ),
        ),
        el('th', { role: 'columnheader', scope: 'col', class: 'actions' }, unseen('Actions')),
      ),
    ),
    body,
  );
  const empty = el('p', { class: 'empty' }, emptyText);
  const add = button(`Add ${noun}`, addRow);
  const undo = el('p', { class: 'undo' });
  const pages = el('p', { class: 'pages' });
  const search = el('input', {
    type: 'search',
    id: newId('find'),
    oninput() {
      [filter, first] = [search.value.toLowerCase(), 0];
      render();
    },
  });
  const tools = el(
    'p',
    { class: 'find' },
    el('label', { htmlFor: search.id }, `Find in the ${plural}`),
    ' ',
    search,
  );
  const element = el('div', {}, tools, table, empty, el('div', { class: 'list-foot' }, add, undo, pages));

  return {
    element,
    setFixed(value) {
      fixed = value;
      table.classList.toggle('fixed', fixed);
    },
    /** Draws the list anew, after it was changed from outside. */
    refresh() {
      removed = undefined;
      render();
    },
    setFaults(found) {
      faults = new Map();
      for (const { index, column, message } of found) {
        const row = rows()[index];
        if (row !== undefined) faults.set(row, { ...faults.get(row), [column]: message });
      }
      render();
    },
    faults: () =>
      rows().flatMap((row, index) =>
        Object.entries(faults.get(row) ?? {}).map(([column, message]) => ({ index, column, message })),
      ),
    focus(index, column) {
      show(index);
      focusIn(index, column);
    },
    focusFirst: () => (rows().length > 0 ? focusIn(first, columns[0].key) : add.focus()),
  };

  function render() {
    const all = rows();
    const found = filter === '' ? all.keys() : indexesOf(all, filter);
    const indexes = [...found];
    const shown = indexes.slice(first, first + ROWS_SHOWN);
    fill(
      body,
      shown.map((index) => rowElement(all[index], index)),
    );
    tools.hidden = all.length <= 20;
    table.hidden = all.length === 0;
    empty.hidden = all.length > 0;
    add.hidden = fixed;
    fill(pages, indexes.length > ROWS_SHOWN || filter !== '' ? pageControls(indexes.length, all.length) : []);
    fill(
      undo,
      removed && [
        `${capital(noun)} ${removed.index + 1} removed. `,
        button('Undo', undoRemoval, { class: 'link' }),
      ],
    );
  }

  function rowElement(row, index) {
    const of = `${noun} ${index + 1}`;
    const cells = columns.map((column) =>
      listCell({
        row,
        of,
        column,
        fixed,
        fault: () => faults.get(row)?.[column.key],
        onEdit() {
          delete faults.get(row)?.[column.key];
          onEdit();
        },
      }),
    );
    const onMove = (to) => move(index, to);
    const onRemove = () => removeRow(index);
    return listRow({ index, size: rows().length, of, cells, ordered, fixed, onMove, onRemove });
  }

  function move(from, to) {
    if (from === to) return;
    const focused = document.activeElement?.dataset.focus;
    const all = rows();
    const [row] = all.splice(from, 1);
    all.splice(to, 0, row);
    removed = undefined;
    show(to);
    focusIn(to, focused ?? columns[0].key);
    announce(`${capital(noun)} moved to place ${to + 1} of ${all.length}`);
    onEdit();
  }

  function addRow() {
    const all = rows();
    all.push(Object.fromEntries(columns.map(({ key }) => [key, ''])));
    removed = undefined;
    show(all.length - 1);
    focusIn(all.length - 1, columns[0].key);
    announce(`${capital(noun)} ${all.length} added`);
    onEdit();
  }

  function removeRow(index) {
    const all = rows();
    const [row] = all.splice(index, 1);
    removed = { row, index };
    render();
    if (all.length > 0) focusIn(Math.min(index, all.length - 1), 'remove');
    else add.focus();
    announce(`${capital(noun)} ${index + 1} removed. It can be undone below the list.`);
    onEdit();
  }

  function undoRemoval() {
    const { row, index } = removed;
    rows().splice(index, 0, row);
    removed = undefined;
    show(index);
    focusIn(index, columns[0].key);
    announce(`${capital(noun)} ${index + 1} is back`);
    onEdit();
  }

  /** Brings a row onto the page that is shown. */
  function show(index) {
    if (filter !== '' && !indexesOf(rows(), filter).includes(index)) {
      filter = '';
      search.value = '';
    }
    const place = filter === '' ? index : indexesOf(rows(), filter).indexOf(index);
    first = Math.floor(place / ROWS_SHOWN) * ROWS_SHOWN;
    render();
  }

  function focusIn(index, focus) {
    const row = body.querySelector(`[data-index="${index}"]`);
    (row?.querySelector(`[data-focus="${focus}"]`) ?? add).focus();
  }

  function pageControls(found, all) {
    const last = Math.min(first + ROWS_SHOWN, found);
    const turn = (to) => {
      first = to;
      render();
      body.querySelector('input')?.focus();
    };
    return [
      found === 0 ? 'Nothing found ' : `${first + 1} to ${last} of ${count(found, noun, plural)} `,
      found < all && `(${count(all, noun, plural)} in all) `,
      first > 0 && button('Previous', () => turn(first - ROWS_SHOWN)),
      ' ',
      last < found && button('Next', () => turn(first + ROWS_SHOWN)),
    ];
  }
}

function indexesOf(all, filter) {
  return all.flatMap((row, index) =>
    Object.values(row).some((value) => value.toLowerCase().includes(filter)) ? [index] : [],
  );
}

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
