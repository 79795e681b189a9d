import { announce } from './announce.mjs';
import { count } from './format-date.mjs';

export type Row = Record<string, unknown>;

/** What a cell has. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}

export interface Column {
  key: string;
  label: string;
  /** The id of a datalist. */
  offers: (row: Row) => string;
  optional?: boolean;
}

export interface ListOptions {
  label: string;
  /** What one row is, for instance `entry`. */
  noun: string;
  plural: string;
  columns: Column[];
  /** The list, which is edited in place. */
  rows: () => Row[];
  /** Whether the order of the rows means something. */
  ordered?: boolean;
  emptyText: string;
  onEdit: () => void;
}

export interface CellFault {
  index: number;
  column: string;
  message: string;
}

/** A list that is edited: its rows, what is found in them, what is wrong with them, and what can be undone. */
export class ListState {
  readonly options: ListOptions;
  fixed = false;
  filter = '';
  /** The row that the Tab key leads to; the arrow keys lead to the others. */
  active = 0;
  /** By row and not by place, so that a fault follows its row. */
  #faults = new Map<Row, Record<string, string>>();
  #undo: { rows: Row[]; label: string }[] = [];
  readonly #draw: () => void;
  readonly #focus: (index: number, column: string) => void;

  constructor(
    options: ListOptions,
    view: { draw: () => void; focus: (index: number, column: string) => void },
  ) {
    this.options = options;
    this.#draw = view.draw;
    this.#focus = view.focus;
  }

  get rows(): Row[] {
    return this.options.rows();
  }

  /** Places of the rows that the filter leaves. */
  found(): number[] {
    const all = this.rows;
    if (this.filter === '') return [...all.keys()];
    const { columns } = this.options;
    const text = this.filter.toLowerCase();
    return [...all.keys()].filter((index) =>
      columns.some(({ key }) => textOf(all[index]!, key).toLowerCase().includes(text)),
    );
  }

  get undoLabel(): string | undefined {
    return this.#undo.at(-1)?.label;
  }

  refresh(): void {
    this.#undo = [];
    this.#draw();
  }

  setFaults(found: readonly CellFault[]): void {
    this.#faults = new Map();
    for (const { index, column, message } of found) {
      const row = this.rows[index];
      if (row !== undefined) this.#faults.set(row, { ...this.#faults.get(row), [column]: message });
    }
    this.#draw();
  }

  faults(): CellFault[] {
    return this.rows.flatMap((row, index) =>
      Object.entries(this.#faults.get(row) ?? {}).map(([column, message]) => ({ index, column, message })),
    );
  }

  faultOf(row: Row, column: string): string | undefined {
    return this.#faults.get(row)?.[column];
  }

  edit(row: Row, column: string, value: string): void {
    row[column] = value;
    delete this.#faults.get(row)?.[column];
    this.options.onEdit();
    this.#draw();
  }

  add(index = this.rows.length): void {
    this.#remember(`${this.#noun(index)} added`);
    this.rows.splice(index, 0, this.#blank());
    this.#show(index, this.#first);
    announce(`${this.#noun(index)} added`);
    this.options.onEdit();
  }

  move(from: number, to: number, column = this.#first): void {
    if (from === to || to < 0 || to >= this.rows.length) return;
    this.#remember(`${this.#noun(from)} moved`);
    const [row] = this.rows.splice(from, 1);
    this.rows.splice(to, 0, row!);
    this.#show(to, column);
    announce(`${this.#capital()} moved to place ${to + 1} of ${this.rows.length}`);
    this.options.onEdit();
  }

  remove(index: number): void {
    this.#remember(`${this.#noun(index)} removed`);
    this.rows.splice(index, 1);
    this.#show(Math.min(index, this.rows.length - 1), 'remove');
    announce(`${this.#noun(index)} removed. It can be undone below the list.`);
    this.options.onEdit();
  }

  undo(): void {
    const last = this.#undo.pop();
    if (last === undefined) return;
    const changed = last.rows.findIndex((row, index) => row !== this.rows[index]);
    this.rows.splice(0, this.rows.length, ...last.rows);
    this.#show(Math.max(0, changed), this.#first);
    announce(`Undone: ${last.label}`);
    this.options.onEdit();
  }

  /**
   * Takes over rows that were copied from a spreadsheet; a blank row is replaced.
   *
   * @returns whether the text is a table, and not a value for one cell
   */
  paste(index: number, column: string, text: string): boolean {
    if (!/[\t\n]/.test(text.trim())) return false;
    const lines = text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line) => line.split('\t').map((cell) => cell.trim()));
    const isHeader = /^group(_name)?$/i.test(lines[0]?.[0] ?? '');
    const pasted = lines.slice(isHeader ? 1 : 0).map((cells) => this.#toRow(cells, column));
    if (pasted.length === 0) return true;
    const { plural, noun } = this.options;
    const label = `${count(pasted.length, noun, plural)} pasted`;
    this.#remember(label);
    const isBlank = this.options.columns.every(({ key }) => this.rows[index]![key] === '');
    this.rows.splice(isBlank ? index : index + 1, isBlank ? 1 : 0, ...pasted);
    this.#show(isBlank ? index : index + 1, this.#first);
    announce(label);
    this.options.onEdit();
    return true;
  }

  /** A row as long as the required columns leaves the optional ones out. */
  #toRow(cells: string[], column: string): Row {
    const { columns } = this.options;
    const rest = columns.slice(columns.findIndex(({ key }) => key === column));
    const required = rest.filter(({ optional }) => !optional);
    const targets = cells.length === required.length ? required : rest;
    return Object.assign(
      this.#blank(),
      Object.fromEntries(targets.map(({ key }, index) => [key, cells[index] ?? ''])),
    );
  }

  #blank(): Row {
    return Object.fromEntries(this.options.columns.map(({ key }) => [key, '']));
  }

  #remember(label: string): void {
    this.#undo = [...this.#undo, { rows: [...this.rows], label }].slice(-100);
  }

  #show(index: number, column: string): void {
    if (this.filter !== '' && !this.found().includes(index)) this.filter = '';
    this.active = Math.max(0, index);
    this.#draw();
    this.#focus(index, column);
  }

  get #first(): string {
    return this.options.columns[0]!.key;
  }

  #noun(index: number): string {
    return `${this.#capital()} ${index + 1}`;
  }

  #capital(): string {
    const { noun } = this.options;
    return noun[0]!.toUpperCase() + noun.slice(1);
  }
}
