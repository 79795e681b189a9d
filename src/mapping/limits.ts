import type { Fault } from '../errors';
import { createFault } from '../validation/faults';
import { isJsonObject, type JsonObject } from '../validation/json';
import { LEGACY_WRAPPER } from './keys';

/** How many entries the lists of a mapping have at most in total, unless the app says otherwise. */
export const DEFAULT_MAX_ENTRIES = 20_000;

/** How many keys an object of a mapping may have. The known ones are far fewer. */
const MAX_KEYS = 100;

/**
 * What makes a document too large to be looked at entry by entry. It is checked before everything else: a request of a few
 * megabytes can have a million entries.
 */
export function sizeFaults(input: JsonObject, maxEntries: number): Fault[] {
  const wrapped = input[LEGACY_WRAPPER];
  return [input, ...(isJsonObject(wrapped) ? [wrapped] : [])].flatMap((document) => {
    const atDocument = document === input ? [] : [LEGACY_WRAPPER];
    if (Object.keys(document).length > MAX_KEYS) return [tooManyKeys(atDocument)];
    const lists = Object.entries(document).filter((entry): entry is [string, unknown[]] =>
      Array.isArray(entry[1]),
    );
    const total = lists.reduce((sum, [, list]) => sum + list.length, 0);
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

function tooManyKeys(segments: readonly (string | number)[]): Fault {
  return createFault(segments, { code: 'too_many', message: `has more than ${MAX_KEYS} keys` });
}
