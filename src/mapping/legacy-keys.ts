import { isJsonObject, type JsonObject } from '../validation/json';
import type { Fault } from '../errors';
import { MappingError } from './errors';
import { describeType } from '../validation/text';

/** Older names of keys, which are read and written back as the current ones. */
const LEGACY_KEYS = new Map([
  ['tenant_owners_group', 'tenant_owners_groups'],
  ['tenant_permissions', 'tenant_permission'],
]);
const LEGACY_ENTRY_KEYS = new Map([['sso_group', 'group_name']]);

/** The same document in the current spelling. What is wrong with it stays in it, for the check to find. */
export function normalizeLegacyKeys(input: JsonObject, faults: Fault[]): JsonObject {
  const unwrapped = unwrapLegacy(input, faults);
  const document = renameKeys(unwrapped, LEGACY_KEYS, '', faults);
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => {
      // Only the older key names one group without a list.
      if (key === 'tenant_owners_groups' && typeof value === 'string' && !Object.hasOwn(unwrapped, key))
        return [key, [value]];
      if ((key !== 'mappings' && key !== 'tenant_permission') || !Array.isArray(value)) return [key, value];
      return [
        key,
        value.map((entry: unknown, i) =>
          isJsonObject(entry) ? renameKeys(entry, LEGACY_ENTRY_KEYS, `${key}[${i}]`, faults) : entry,
        ),
      ];
    }),
  );
}

/** Older documents stand inside `{ "user_group_mapping": … }`. */
function unwrapLegacy(input: JsonObject, faults: Fault[]): JsonObject {
  if (!Object.hasOwn(input, 'user_group_mapping')) return input;
  const { user_group_mapping: wrapped, ...rest } = input;
  for (const key of Object.keys(rest)) {
    faults.push({ path: key, message: 'must stand inside user_group_mapping, with the rest of the mapping' });
  }
  if (isJsonObject(wrapped)) return wrapped;
  const message = `must be an object with "mappings", not ${describeType(wrapped)}`;
  throw new MappingError([...faults, { path: 'user_group_mapping', message }]);
}

function renameKeys(
  object: JsonObject,
  currentNames: Map<string, string>,
  path: string,
  faults: Fault[],
): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]) => {
    const currentKey = currentNames.get(key) ?? key;
    if (currentKey === key || !Object.hasOwn(object, currentKey)) return [[currentKey, value] as const];
    const keyPath = path === '' ? key : `${path}.${key}`;
    faults.push({
      path: keyPath,
      message: `is the older name of ${currentKey}, which is there too: keep one of them`,
    });
    return [];
  });
  return Object.fromEntries(entries);
}
