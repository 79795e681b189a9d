import { dim, red, type Piece } from '../io/output';
import { displayWidth, escapeInvisible } from '../io/escape';
import type { Range, Source } from './source';

/** The maximum number of characters shown of a line: a document may be one line of a megabyte. */
const MAX_WIDTH = 120;
const MAX_WIDTH_BEFORE = 80;

/** The lines around a place, with markers below. */
export function excerpt(source: Source, target: Range): Piece[][] {
  const { line } = source.positionAt(target.offset);
  const targetLine = source.lineRange(line) ?? { offset: 0, length: 0 };
  const from =
    targetLine.length <= MAX_WIDTH
      ? targetLine.offset
      : Math.max(targetLine.offset, target.offset - MAX_WIDTH_BEFORE);
  const skipped = from - targetLine.offset;
  const gutter = String(line + 1).length;
  const lineNumber = (n: number) => dim(`${String(n).padStart(gutter + 2)} | `);

  const renderLine = (n: number): Piece[][] => {
    const range = source.lineRange(n);
    return range === undefined ? [] : [[lineNumber(n), clipLine(source.text, range, skipped)]];
  };
  const end = Math.min(targetLine.offset + targetLine.length, from + MAX_WIDTH);
  const textBefore = renderText(source.text.slice(from, target.offset));
  const markedText = renderText(
    source.text.slice(target.offset, Math.min(target.offset + target.length, end)),
  );
  const indent = ' '.repeat(displayWidth(textBefore) + (skipped > 0 ? 1 : 0));
  return [
    ...renderLine(line - 1),
    ...renderLine(line),
    [dim(`${' '.repeat(gutter + 2)} | `), indent, red('^'.repeat(Math.max(1, displayWidth(markedText))))],
    ...renderLine(line + 1),
  ];
}

function clipLine(text: string, { offset, length }: Range, skipped: number): string {
  const from = offset + Math.min(skipped, length);
  const to = Math.min(offset + length, from + MAX_WIDTH);
  return `${skipped > 0 ? '…' : ''}${renderText(text.slice(from, to))}${to < offset + length ? '…' : ''}`;
}

/** The width of a tab varies, so it is drawn as two spaces. Half a character at a cut is omitted. */
function renderText(text: string): string {
  return escapeInvisible(text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '').replaceAll('\t', '  '));
}
