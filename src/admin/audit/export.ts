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

/** A line of CSV (RFC 4180). */
function csvRow(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quoteCell(escapeFormula(cell ?? ''))).join(',')}\r\n`;
}

function quoteCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/**
 * Escapes a cell that a spreadsheet would run as a formula, because names come from outside. A spreadsheet that splits
 * cells at a semicolon, a tab or a line break, even inside quotes, would find formulas inside a cell. Some locales
 * treat full-width signs as the usual ones.
 */
function escapeFormula(cell: string): string {
  const escaped = cell.replace(/(^|[;\t\r\n])("*)(?=[=+\-@＝＋－＠])/g, "$1$2'");
  return /^[\t\r\n]/.test(cell) ? `'${escaped}` : escaped;
}
