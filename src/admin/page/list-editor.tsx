import { render } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { count } from './format-date.mjs';
import { ListRow } from './list-row';
import { ListState, type CellFault, type ListOptions } from './list-state';

/** From this many rows on, only those in sight are in the document. */
const WINDOWED_FROM = 60;
const ROWS_AROUND = 6;

/** A table of text fields, as an element of the form around it: rows are added, moved, pasted and removed. */
export function listEditor(options: ListOptions) {
  const element = document.createElement('div');
  const draw = () => render(<List state={state} />, element);
  const state = new ListState(options, { draw, focus: focusCell });
  draw();

  function focusCell(index: number, column: string): void {
    scrollToRow(element, state, index);
    draw();
    const row = element.querySelector(`tr[data-index="${index}"]`);
    const target = row?.querySelector<HTMLElement>(`[data-focus="${column}"]`);
    (target ?? element.querySelector<HTMLElement>('[data-add]'))?.focus();
  }

  return {
    element,
    setFixed(fixed: boolean) {
      state.fixed = fixed;
    },
    refresh: () => state.refresh(),
    setFaults: (found: CellFault[]) => state.setFaults(found),
    faults: () => state.faults(),
    focus(index: number, column: string) {
      if (!state.found().includes(index)) state.filter = '';
      state.active = index;
      draw();
      focusCell(index, column);
    },
    focusFirst: () => focusCell(state.found()[0] ?? -1, options.columns[0]!.key),
  };
}

function List({ state }: { state: ListState }) {
  const { options, fixed, rows } = state;
  const { label, noun, plural, columns, emptyText } = options;
  const [, redraw] = useState(0);
  const again = () => redraw((turn) => turn + 1);
  const found = state.found();
  const scroller = useRef<HTMLDivElement>(null);
  const [rowHeight, setRowHeight] = useState(48);
  const { from, to } = windowOf(scroller.current, found.length, rowHeight);
  const shown = found.slice(from, to);
  useLayoutEffect(() => {
    const row = scroller.current?.querySelector<HTMLElement>('tr[data-index]');
    if (row && Math.abs(row.offsetHeight - rowHeight) > 2) setRowHeight(row.offsetHeight);
  });
  const active = found.includes(state.active) ? state.active : found[0];
  return (
    <>
      <p class="find" hidden={rows.length <= 20}>
        <label>
          {`Find in the ${plural} `}
          <input
            type="search"
            value={state.filter}
            onInput={({ currentTarget }) => {
              state.filter = currentTarget.value;
              if (scroller.current) scroller.current.scrollTop = 0;
              again();
            }}
          />
        </label>{' '}
        <span role="status">
          {state.filter === ''
            ? count(rows.length, noun, plural)
            : `${found.length.toLocaleString('en')} of ${count(rows.length, noun, plural)}`}
        </span>
      </p>
      <div
        ref={scroller}
        class={found.length >= WINDOWED_FROM ? 'list-scroller windowed' : 'list-scroller'}
        onScroll={again}
      >
        <table
          role="table"
          aria-label={label}
          aria-rowcount={found.length + 1}
          hidden={rows.length === 0}
          class={`list-editor columns-${columns.length} ${fixed ? 'fixed' : ''}`}
        >
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" class="place">
                <span class="visually-hidden">Place</span>
              </th>
              {columns.map((column) => (
                <th role="columnheader" scope="col" key={column.key}>
                  {column.label}
                  {column.optional && <span class="optional"> (optional)</span>}
                </th>
              ))}
              <th role="columnheader" scope="col" class="actions">
                <span class="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            <Spacer height={from * rowHeight} />
            {shown.map((index, place) => (
              <ListRow
                key={index}
                state={state}
                index={index}
                rowIndex={from + place + 2}
                isActive={index === active}
                neighbors={{ previous: found[from + place - 1], next: found[from + place + 1] }}
                onFocus={() => {
                  if (state.active === index) return;
                  state.active = index;
                  again();
                }}
              />
            ))}
            <Spacer height={(found.length - to) * rowHeight} />
          </tbody>
        </table>
      </div>
      <p class="empty" hidden={rows.length > 0}>
        {emptyText}
      </p>
      <div class="list-foot">
        <button type="button" data-add hidden={fixed} onClick={() => state.add()}>
          {`Add ${noun}`}
        </button>
        <p class="undo">
          {state.undoLabel !== undefined && (
            <>
              {`${state.undoLabel}. `}
              <button type="button" class="link" onClick={() => state.undo()}>
                Undo
              </button>
            </>
          )}
        </p>
      </div>
    </>
  );
}

function Spacer({ height }: { height: number }) {
  return height > 0 ? <tr aria-hidden="true" class="spacer" style={{ height: `${height}px` }} /> : null;
}

/** Which of the rows are in sight, with some around them. */
function windowOf(
  scroller: HTMLElement | null,
  length: number,
  rowHeight: number,
): { from: number; to: number } {
  if (length < WINDOWED_FROM) return { from: 0, to: length };
  const { scrollTop = 0, clientHeight = 640 } = scroller ?? {};
  const first = Math.min(Math.floor(scrollTop / rowHeight), length - 1);
  const visible = Math.ceil(Math.min(clientHeight || 640, 1200) / rowHeight);
  return { from: Math.max(0, first - ROWS_AROUND), to: Math.min(length, first + visible + ROWS_AROUND) };
}

/** Brings a row into the window, so that it is in the document. */
function scrollToRow(element: HTMLElement, state: ListState, index: number): void {
  const scroller = element.querySelector<HTMLElement>('.list-scroller.windowed');
  if (scroller === null || element.querySelector(`tr[data-index="${index}"]`) !== null) return;
  const height = element.querySelector<HTMLElement>('tr[data-index]')?.offsetHeight ?? 48;
  const place = state.found().indexOf(index);
  scroller.scrollTop = Math.max(0, (place - 3) * height);
}
