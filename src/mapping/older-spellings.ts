import { MappingError, type Fault } from '../errors';
import { kindOf } from './document';

/** A JSON object as it was handed in: nothing is known of its keys, and none of them is trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Older names of keys, which are read and written back as the current ones. */
const TOP_LEVEL = new Map([
  ['tenant_owners_group', 'tenant_owners_groups'],
  ['tenant_permissions', 'tenant_permission'],
]);
const ENTRY = new Map([['sso_group', 'group_name']]);

/** The same document in the current spelling. What is wrong with it stays in it, for the check to find. */
export function inCurrentSpelling(input: JsonObject, faults: Fault[]): JsonObject {
  const inner = unwrap(input, faults);
  const document = rename(inner, TOP_LEVEL, '', faults);
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => {
      // Only the older key names one group without a list.
      if (key === 'tenant_owners_groups' && typeof value === 'string' && !Object.hasOwn(inner, key))
        return [key, [value]];
      if ((key !== 'mappings' && key !== 'tenant_permission') || !Array.isArray(value)) return [key, value];
      return [
        key,
        value.map((entry: unknown, i) =>
          isJsonObject(entry) ? rename(entry, ENTRY, `${key}[${i}]`, faults) : entry,
        ),
      ];
    }),
  );
}

/** Older documents stand inside `{ "user_group_mapping": … }`. */
function unwrap(input: JsonObject, faults: Fault[]): JsonObject {
  if (!Object.hasOwn(input, 'user_group_mapping')) return input;
  const { user_group_mapping: inner, ...rest } = input;
  for (const key of Object.keys(rest)) {
    faults.push({ path: key, message: 'must stand inside user_group_mapping, with the rest of the mapping' });
  }
  if (isJsonObject(inner)) return inner;
  const message = `must be an object with "mappings", not ${kindOf(inner)}`;
  throw new MappingError([...faults, { path: 'user_group_mapping', message }]);
}

function rename(object: JsonObject, names: Map<string, string>, path: string, faults: Fault[]): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]) => {
    const current = names.get(key) ?? key;
    if (current === key || !Object.hasOwn(object, current)) return [[current, value] as const];
    const where = path === '' ? key : `${path}.${key}`;
    faults.push({
      path: where,
      message: `is the older name of ${current}, which is there too: keep one of them`,
    });
    return [];
  });
  return Object.fromEntries(entries);
}
