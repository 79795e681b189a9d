import { csvRow } from './csv';
import type { EventView } from './record-reader';

export async function* asNdjson(pages: AsyncIterable<readonly EventView[]>): AsyncGenerator<string> {
  for await (const events of pages) yield events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

export async function* asCsv(pages: AsyncIterable<readonly EventView[]>): AsyncGenerator<string> {
  yield csvRow(['id', 'at', 'type', 'actor', 'provider', 'user', 'count', 'details']);
  for await (const events of pages) yield events.map(rowOf).join('');
}

function rowOf({ id, at, type, actor, provider, user, count, details }: EventView): string {
  return csvRow([id, at.toISOString(), type, actor, provider, user, String(count), JSON.stringify(details)]);
}
