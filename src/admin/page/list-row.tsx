import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { hasUnseen, plainName } from './display-name.mjs';
import { newId } from './dom.mjs';
import { draggable } from './drag.mjs';
import { textOf, type Column, type ListState, type Row } from './list-state';

interface RowProps {
  state: ListState;
  index: number;
  /** Its place among those that are shown, for a screen reader. */
  rowIndex: number;
  isActive: boolean;
  neighbors: { previous: number | undefined; next: number | undefined };
  onFocus: () => void;
}

/**
 * One row of a list that is edited. Tab leads through the cells of one row, the arrow keys from row to row, and Enter to
 * the next or to a new one; with Alt, the arrow keys move the row.
 */
export function ListRow({ state, index, rowIndex, isActive, neighbors, onFocus }: RowProps) {
  const { options, fixed, rows } = state;
  const row = rows[index]!;
  const of = `${options.noun} ${index + 1}`;
  const isMovable = options.ordered === true && !fixed;
  const element = useRef<HTMLTableRowElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  // While something is typed, the keys belong to what the browser offers for it.
  const isTyping = useRef(false);
  useEffect(() => {
    if (!isMovable) return;
    const others = () => [...element.current!.parentElement!.querySelectorAll<HTMLElement>('tr[data-index]')];
    return draggable(handle.current!, element.current!, others, (before: number) => {
      const all = others();
      const target = before < all.length ? placeOf(all[before]!) : placeOf(all.at(-1)!) + 1;
      state.move(index, target > index ? target - 1 : target);
    });
  }, [index, isMovable]);

  function goTo(target: number | undefined, column: string): void {
    if (target === undefined) return;
    state.active = target;
    const next = element.current?.parentElement?.querySelector<HTMLElement>(
      `tr[data-index="${target}"] [data-focus="${column}"]`,
    );
    next?.focus();
  }

  function onKeyDown(event: JSX.TargetedKeyboardEvent<HTMLTableRowElement>): void {
    const column = (event.target as HTMLElement).dataset.focus ?? '';
    const isCell = options.columns.some(({ key }) => key === column);
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (event.altKey && step !== 0 && isMovable) {
      // Else the browser would open the list of what is offered.
      event.preventDefault();
      state.move(index, index + step, column);
    } else if (step !== 0 && !event.altKey && !(isCell && isTyping.current)) {
      event.preventDefault();
      goTo(step < 0 ? neighbors.previous : neighbors.next, column);
    } else if (event.key === 'Enter' && isCell) {
      // After the browser has taken over what was chosen of its offers.
      setTimeout(() => {
        if (neighbors.next !== undefined) goTo(neighbors.next, column);
        else if (!fixed && options.columns.some(({ key }) => row[key] !== '')) state.add(index + 1);
      });
    } else if (event.key === 'Escape') isTyping.current = false;
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !isTyping.current && state.undoLabel) {
      event.preventDefault();
      state.undo();
    }
  }

  const tabIndex = isActive ? 0 : -1;
  return (
    <tr
      ref={element}
      role="row"
      aria-rowindex={rowIndex}
      data-index={index}
      onKeyDown={onKeyDown}
      onFocusIn={onFocus}
    >
      <td role="cell" class="place">
        {isMovable && <span ref={handle} class="handle" aria-hidden="true" title="Drag to reorder" />}
        {index + 1}
      </td>
      {options.columns.map((column) => (
        <Cell
          key={column.key}
          {...{ state, row, column, of, tabIndex }}
          onTyping={(typing) => (isTyping.current = typing)}
          onPaste={(event) => {
            const text = event.clipboardData?.getData('text/plain') ?? '';
            if (!fixed && state.paste(index, column.key, text)) event.preventDefault();
          }}
        />
      ))}
      <td role="cell" class="actions">
        {isMovable && (
          <>
            <MoveButton direction="up" target={index - 1} {...{ state, index, of, tabIndex }} />
            <MoveButton direction="down" target={index + 1} {...{ state, index, of, tabIndex }} />
          </>
        )}
        {!fixed && (
          <IconButton
            icon="✕"
            label={`Remove ${of}`}
            focus="remove"
            tabIndex={tabIndex}
            onClick={() => state.remove(index)}
          />
        )}
      </td>
    </tr>
  );
}

interface CellProps {
  state: ListState;
  row: Row;
  column: Column;
  of: string;
  tabIndex: number;
  onTyping: (isTyping: boolean) => void;
  onPaste: (event: JSX.TargetedClipboardEvent<HTMLInputElement>) => void;
}

/** One field of a row, with what is wrong with it and what in it cannot be seen. */
function Cell({ state, row, column, of, tabIndex, onTyping, onPaste }: CellProps) {
  const { key, label, offers, optional } = column;
  // Preact's own ids repeat in each part of the page that is rendered by itself.
  const [id] = useState<string>(() => newId('cell'));
  const fault = state.faultOf(row, key);
  const value = textOf(row, key);
  const isUnseen: boolean = hasUnseen(value);
  const described = [fault !== undefined && `${id}-fault`, isUnseen && `${id}-reads`]
    .filter(Boolean)
    .join(' ');
  return (
    <td role="cell">
      <label for={id}>
        {label}
        {optional && ' (optional)'}
        <span class="visually-hidden">{` of ${of}`}</span>
      </label>
      <input
        id={id}
        dir="auto"
        value={value}
        readOnly={state.fixed}
        tabIndex={tabIndex}
        autocomplete="off"
        spellcheck={false}
        autocapitalize="off"
        data-focus={key}
        list={!state.fixed && tabIndex === 0 ? offers(row) : undefined}
        aria-invalid={fault === undefined ? undefined : 'true'}
        aria-describedby={described === '' ? undefined : described}
        onFocus={() => onTyping(false)}
        onPaste={onPaste}
        onInput={({ currentTarget }) => {
          onTyping(true);
          state.edit(row, key, currentTarget.value);
        }}
      />
      {key === 'group' && row.isPrefix === true && <p class="reads">Every group that begins like this</p>}
      {fault !== undefined && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
      {isUnseen && (
        <p class="reads" id={`${id}-reads`}>
          {`Reads: ${plainName(value, 2000)}`}
        </p>
      )}
    </td>
  );
}

interface MoveButtonProps {
  direction: 'up' | 'down';
  target: number;
  state: ListState;
  index: number;
  of: string;
  tabIndex: number;
}

function MoveButton({ direction, target, state, index, of, tabIndex }: MoveButtonProps) {
  const arrow = direction === 'up' ? '↑' : '↓';
  const isEnd = target < 0 || target >= state.rows.length;
  return (
    <IconButton
      icon={arrow}
      label={`Move ${of} ${direction}`}
      focus={direction}
      title={`Alt+${arrow}`}
      tabIndex={tabIndex}
      // A disabled button would lose the focus when its row arrives at the end.
      isEnd={isEnd}
      onClick={() => state.move(index, target, direction)}
    />
  );
}

interface IconButtonProps {
  icon: ComponentChildren;
  label: string;
  focus: string;
  tabIndex: number;
  title?: string;
  isEnd?: boolean;
  onClick: () => void;
}

function IconButton({ icon, label, focus, tabIndex, title, isEnd = false, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon"
      data-focus={focus}
      tabIndex={tabIndex}
      title={title}
      aria-disabled={isEnd ? 'true' : undefined}
      onClick={onClick}
    >
      <span aria-hidden="true">{icon}</span>
      <span class="visually-hidden">{label}</span>
    </button>
  );
}

function placeOf(row: HTMLElement): number {
  return Number(row.dataset.index);
}
