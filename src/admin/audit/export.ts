import { csvRow } from './csv';
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
