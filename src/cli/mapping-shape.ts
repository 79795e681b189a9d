import { inCurrentSpelling, isJsonObject, type JsonObject } from '../mapping/older-spellings';
import { mappingSchema } from '../mapping/schema';
import type { Shape } from './json/locator';

const { properties } = mappingSchema();

const NOTHING: Shape = { nameOf: (key) => key, isKnown: () => false, within: () => NOTHING };

const ENTRIES = new Map<string, Shape>([
  ['mappings', entryShape('mappings', Object.keys(properties.mappings.items.properties))],
  [
    'tenant_permission',
    entryShape('tenant_permission', Object.keys(properties.tenant_permission.items.properties)),
  ],
]);

/** The keys of a mapping. Which names are older ones is asked of the code that reads them. */
export const MAPPING_SHAPE: Shape = {
  nameOf: remembered((key) => currentName(inCurrentSpelling({ [WRAPPER]: { [key]: null } }, []), key)),
  isKnown: (name) => Object.hasOwn(properties, name) || name === 'group_attribute_name',
  within: (name) => ENTRIES.get(name) ?? NOTHING,
};

/** What older documents stand in. */
export const WRAPPER = 'user_group_mapping';

export const WRAPPER_SHAPE: Shape = { ...NOTHING, isKnown: (name) => name === WRAPPER };

function entryShape(list: string, names: readonly string[]): Shape {
  return {
    nameOf: remembered((key) => {
      const [entry] = inCurrentSpelling({ [list]: [{ [key]: null }] }, [])[list] as [JsonObject];
      return currentName(entry, key);
    }),
    isKnown: (name) => names.includes(name),
    within: () => NOTHING,
  };
}

function currentName(object: unknown, key: string): string {
  return (isJsonObject(object) ? Object.keys(object)[0] : undefined) ?? key;
}

function remembered(nameOf: (key: string) => string): (key: string) => string {
  const known = new Map<string, string>();
  return (key) => {
    const name = known.get(key) ?? nameOf(key);
    known.set(key, name);
    return name;
  };
}
