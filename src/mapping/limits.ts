import type { Fault } from '../errors';
import { createFault } from '../validation/faults';
import { isJsonObject, jsonBytes, type JsonObject } from '../validation/json';
import type { Steps } from '../validation/time-slice';
import { LEGACY_WRAPPER } from './keys';

/** The maximum number of entries in all lists of a mapping together, unless the app configures another one. */
export const DEFAULT_MAX_ENTRIES = 20_000;

/** The maximum size of a mapping as JSON, in bytes, unless the app configures another one: 20,000 entries of 200 bytes. */
export const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

/** The maximum number of keys of an object in a mapping. There are far fewer known keys. */
const MAX_KEYS = 100;

/**
 * The faults of a document that is too large to be checked entry by entry. This check comes first: a request of a few
 * megabytes can have a million entries.
 */
export function sizeFaults(input: JsonObject, maxEntries: number): Fault[] {
  const wrapped = input[LEGACY_WRAPPER];
  return [input, ...(isJsonObject(wrapped) ? [wrapped] : [])].flatMap((document) => {
    const atDocument = document === input ? [] : [LEGACY_WRAPPER];
    if (Object.keys(document).length > MAX_KEYS) return [tooManyKeys(atDocument)];
    const lists = listsOf(document);
    const total = entryCount(document);
    if (total > maxEntries) {
      const message = `has ${total} entries, and may have ${maxEntries} in total`;
      return [createFault(lists.length === 1 ? [lists[0]![0]] : atDocument, { code: 'too_many', message })];
    }
    return lists.flatMap(([key, list]) =>
      list.flatMap((entry, i) =>
        isJsonObject(entry) && Object.keys(entry).length > MAX_KEYS ? [tooManyKeys([key, i])] : [],
      ),
    );
  });
}

/** How many entries the lists of a mapping have in total. */
export function entryCount(mapping: object): number {
  return listsOf(mapping).reduce((sum, [, list]) => sum + list.length, 0);
}

/** The lists of a mapping, by key. */
export function listsOf(mapping: object): [string, unknown[]][] {
  return Object.entries(mapping).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
}

/** The fault of a mapping with few entries and long names. */
export function* bytesFaults(input: JsonObject, maxBytes: number): Steps<Fault[]> {
  let bytes = 0;
  for (const value of Object.values(input)) {
    for (const entry of Array.isArray(value) ? (value as unknown[]) : [value]) {
      yield;
      bytes += jsonBytes(entry) + 1;
      if (bytes <= maxBytes) continue;
      const message = `has more than ${maxBytes} bytes as JSON`;
      return [createFault([], { code: 'too_long', message })];
    }
  }
  return [];
}

function tooManyKeys(segments: readonly (string | number)[]): Fault {
  return createFault(segments, { code: 'too_many', message: `has more than ${MAX_KEYS} keys` });
}
