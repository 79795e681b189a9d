import type { Fault, PathSegment } from '../errors';
import { createFault } from '../validation/faults';
import { isJsonObject, type JsonObject } from '../validation/json';
import { describeType } from '../validation/text';
import type { Steps } from '../validation/time-slice';
import { LEGACY_WRAPPER, legacyNames, MAPPING_KEYS, type MappingKey } from './keys';

type Keys = Readonly<Record<string, MappingKey>>;

/**
 * The same document in the current spelling, in steps; `undefined` if the older wrapper is empty. Invalid parts stay in
 * the document, for the validation to find.
 */
export function* normalizeLegacyKeys(input: JsonObject, faults: Fault[]): Steps<JsonObject | undefined> {
  const unwrapped = unwrapLegacy(input, faults);
  if (unwrapped === undefined) return undefined;
  const document = renameKeys(unwrapped, MAPPING_KEYS, [], faults);
  const normalized: [string, unknown][] = [];
  for (const [key, value] of Object.entries(document)) {
    const entryKeys = keysAt([key]);
    // Only the older key names one group without a list.
    if (key === 'tenant_owners_groups' && typeof value === 'string' && !Object.hasOwn(unwrapped, key))
      normalized.push([key, [value]]);
    else if (entryKeys === undefined || !Array.isArray(value)) normalized.push([key, value]);
    else normalized.push([key, yield* normalizeEntries(value, entryKeys, key, faults)]);
  }
  return Object.fromEntries(normalized);
}

function* normalizeEntries(
  list: readonly unknown[],
  keys: Keys,
  key: string,
  faults: Fault[],
): Steps<unknown[]> {
  const entries: unknown[] = [];
  for (const [i, entry] of list.entries()) {
    yield;
    entries.push(isJsonObject(entry) ? renameKeys(entry, keys, [key, i], faults) : entry);
  }
  return entries;
}

/** Older documents are enclosed in `{ "user_group_mapping": … }`. */
function unwrapLegacy(input: JsonObject, faults: Fault[]): JsonObject | undefined {
  if (!Object.hasOwn(input, LEGACY_WRAPPER)) return input;
  const { [LEGACY_WRAPPER]: wrapped, ...rest } = input;
  for (const key of Object.keys(rest)) {
    const message = `must stand inside ${LEGACY_WRAPPER}, with the rest of the mapping`;
    faults.push(createFault([key], { code: 'misplaced_key', message }));
  }
  if (isJsonObject(wrapped)) return wrapped;
  const message = `must be an object with "mappings", not ${describeType(wrapped)}`;
  faults.push(createFault([LEGACY_WRAPPER], { code: 'invalid_type', message }));
  return undefined;
}

function renameKeys(object: JsonObject, keys: Keys, at: readonly PathSegment[], faults: Fault[]): JsonObject {
  const currentNames = currentNamesOf(keys);
  // The usual document needs no second copy of its entries. A copy has no inherited keys.
  const isPlain = Object.getPrototypeOf(object) === Object.prototype;
  if (isPlain && !Object.keys(object).some((key) => currentNames.has(key))) return object;
  const entries = Object.entries(object).flatMap(([key, value]) => {
    const currentKey = currentNames.get(key) ?? key;
    if (currentKey === key || !Object.hasOwn(object, currentKey)) return [[currentKey, value] as const];
    const message = `is the older name of ${currentKey}, which is there too: keep one of them`;
    faults.push(createFault([...at, key], { code: 'legacy_key', message }));
    return [];
  });
  return Object.fromEntries(entries);
}

const currentNames = new Map<Keys, ReadonlyMap<string, string>>();

function currentNamesOf(keys: Keys): ReadonlyMap<string, string> {
  const names = currentNames.get(keys) ?? legacyNames(keys);
  currentNames.set(keys, names);
  return names;
}

/** The older names that a document may use for a key of the mapping, or of an entry in one of its lists. */
export function legacyNamesOf(parent: readonly PathSegment[], key: string): readonly string[] {
  const keys = keysAt(parent);
  const legacyName = keys && Object.hasOwn(keys, key) ? keys[key]?.legacyName : undefined;
  return legacyName === undefined ? [] : [legacyName];
}

function keysAt([list]: readonly PathSegment[]): Keys | undefined {
  if (list === undefined) return MAPPING_KEYS;
  return typeof list === 'string' && Object.hasOwn(MAPPING_KEYS, list)
    ? (MAPPING_KEYS as Keys)[list]?.entryKeys
    : undefined;
}
