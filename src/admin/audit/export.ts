import type { AuditEventView } from './reader';

export async function* toNdjson(pages: AsyncIterable<readonly AuditEventView[]>): AsyncGenerator<string> {
  for await (const events of pages) yield events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

export async function* toCsv(pages: AsyncIterable<readonly AuditEventView[]>): AsyncGenerator<string> {
  yield csvRow(['id', 'at', 'type', 'actor', 'provider', 'user', 'count', 'details']);
  for await (const events of pages) yield events.map(toCsvRow).join('');
}

function toCsvRow({ id, at, type, actor, provider, user, count, details }: AuditEventView): string {
  return csvRow([id, at.toISOString(), type, actor, provider, user, String(count), JSON.stringify(details)]);
}

/** A line of RFC 4180. */
function csvRow(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quoteCell(escapeFormula(cell ?? ''))).join(',')}\r\n`;
}

function quoteCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * Names come from outside, and a spreadsheet would run a cell that begins like a formula. One that takes a semicolon, a
 * tab or a line break for the end of a cell would find beginnings within ours, also behind quotes. Full-width signs are
 * taken for the usual ones in some languages.
 */
function escapeFormula(cell: string): string {
  const escaped = cell.replace(/(^|[;\t\r\n])("*)(?=[=+\-@＝＋－＠])/g, "$1$2'");
  return /^[\t\r\n]/.test(cell) ? `'${escaped}` : escaped;
}
