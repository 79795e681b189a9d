import type { AuditEventView, UserSummary } from './reader';
import { summarize } from './summary';

export async function* toNdjson(pages: AsyncIterable<readonly AuditEventView[]>): AsyncGenerator<string> {
  for await (const events of pages) yield events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** An event with the user whom it is about. */
type NamedEvent = AuditEventView & { person: UserSummary | null };

/** @param nameUsers adds the users to a page of events */
export async function* toCsv(
  pages: AsyncIterable<readonly AuditEventView[]>,
  nameUsers: (events: readonly AuditEventView[]) => Promise<readonly NamedEvent[]>,
): AsyncGenerator<string> {
  yield csvRow(HEADER);
  for await (const events of pages) yield (await nameUsers(events)).map(toCsvRow).join('');
}

const HEADER = [
  'id',
  'at',
  'type',
  'actor',
  'provider',
  'user',
  'count',
  'details',
  'name',
  'email',
  'summary',
];

function toCsvRow(event: NamedEvent): string {
  const { id, at, type, actor, provider, user, count, details, person } = event;
  const name = [person?.firstName, person?.lastName].filter(Boolean).join(' ');
  const row = [id, at.toISOString(), type, actor, provider, user, String(count), JSON.stringify(details)];
  return csvRow([...row, name, person?.email ?? null, summarize(event)]);
}

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
