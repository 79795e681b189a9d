import { dim, red, type Piece } from '../io/output';
import { columns, visible } from '../io/visible';
import type { Range, Source } from './source';

/** Of a longer line only so many characters are shown: a document may be one line of a megabyte. */
const SHOWN = 120;
const SHOWN_BEFORE = 80;

/** The lines around a place, with marks under it. */
export function excerpt(source: Source, place: Range): Piece[][] {
  const { line } = source.positionAt(place.offset);
  const whole = source.lineRange(line) ?? { offset: 0, length: 0 };
  const from = whole.length <= SHOWN ? whole.offset : Math.max(whole.offset, place.offset - SHOWN_BEFORE);
  const skipped = from - whole.offset;
  const gutter = String(line + 1).length;
  const numbered = (n: number) => dim(`${String(n).padStart(gutter + 2)} | `);

  const shown = (n: number): Piece[][] => {
    const range = source.lineRange(n);
    return range === undefined ? [] : [[numbered(n), clipped(source.text, range, skipped)]];
  };
  const end = Math.min(whole.offset + whole.length, from + SHOWN);
  const before = drawn(source.text.slice(from, place.offset));
  const marked = drawn(source.text.slice(place.offset, Math.min(place.offset + place.length, end)));
  const indent = ' '.repeat(columns(before) + (skipped > 0 ? 1 : 0));
  return [
    ...shown(line - 1),
    ...shown(line),
    [dim(`${' '.repeat(gutter + 2)} | `), indent, red('^'.repeat(Math.max(1, columns(marked))))],
    ...shown(line + 1),
  ];
}

function clipped(text: string, { offset, length }: Range, skipped: number): string {
  const from = offset + Math.min(skipped, length);
  const to = Math.min(offset + length, from + SHOWN);
  return `${skipped > 0 ? '…' : ''}${drawn(text.slice(from, to))}${to < offset + length ? '…' : ''}`;
}

/** A tab is as wide as it likes, so it is drawn as two spaces; and half a character at a cut is left out. */
function drawn(text: string): string {
  return visible(text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '').replaceAll('\t', '  '));
}
