import { normalizeLegacyKeys } from '../mapping/legacy-keys';
import { isJsonObject, type JsonObject } from '../validation/json';
import { mappingSchema } from '../mapping/json-schema';
import type { KeySchema } from './json/locator';

const { properties } = mappingSchema();

const NO_KEYS: KeySchema = { canonicalName: (key) => key, isKnown: () => false, child: () => NO_KEYS };

const ENTRY_KEY_SCHEMAS = new Map<string, KeySchema>([
  ['mappings', entryKeySchema('mappings', Object.keys(properties.mappings.items.properties))],
  [
    'tenant_permission',
    entryKeySchema('tenant_permission', Object.keys(properties.tenant_permission.items.properties)),
  ],
]);

/** The keys of a mapping. Which names are older ones is asked of the code that reads them. */
export const MAPPING_KEY_SCHEMA: KeySchema = {
  canonicalName: memoize((key) =>
    firstKey(normalizeLegacyKeys({ [LEGACY_WRAPPER]: { [key]: null } }, []), key),
  ),
  isKnown: (name) => Object.hasOwn(properties, name) || name === 'group_attribute_name',
  child: (name) => ENTRY_KEY_SCHEMAS.get(name) ?? NO_KEYS,
};

/** What older documents stand in. */
export const LEGACY_WRAPPER = 'user_group_mapping';

export const LEGACY_WRAPPER_KEY_SCHEMA: KeySchema = {
  ...NO_KEYS,
  isKnown: (name) => name === LEGACY_WRAPPER,
};

function entryKeySchema(list: string, names: readonly string[]): KeySchema {
  return {
    canonicalName: memoize((key) => {
      const [entry] = normalizeLegacyKeys({ [list]: [{ [key]: null }] }, [])[list] as [JsonObject];
      return firstKey(entry, key);
    }),
    isKnown: (name) => names.includes(name),
    child: () => NO_KEYS,
  };
}

function firstKey(object: unknown, key: string): string {
  return (isJsonObject(object) ? Object.keys(object)[0] : undefined) ?? key;
}

function memoize(canonicalName: (key: string) => string): (key: string) => string {
  const cache = new Map<string, string>();
  return (key) => {
    const name = cache.get(key) ?? canonicalName(key);
    cache.set(key, name);
    return name;
  };
}
