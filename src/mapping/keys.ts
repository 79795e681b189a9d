/** A key of a mapping or of one of its entries. */
export interface MappingKey {
  required?: boolean;
  /** The name of the key in older documents. */
  legacyName?: string;
  /** For a name: the maximum number of characters. */
  maxLength?: number;
  /** For a list of entries: the keys of each entry. */
  entryKeys?: Readonly<Record<string, MappingKey>>;
}

const GROUP_NAME = { required: true, maxLength: 1024, legacyName: 'sso_group' } as const;
const NAME = { required: true, maxLength: 255 } as const;

/** The keys of an entry of `mappings`. */
export const ENTRY_KEYS = {
  group_name: GROUP_NAME,
  team_name: NAME,
  case_group_name: { maxLength: 255 },
  role_name: NAME,
} as const satisfies Record<string, MappingKey>;

/** The keys of an entry of `tenant_permission`. */
export const PERMISSION_KEYS = {
  group_name: GROUP_NAME,
  permission_name: NAME,
} as const satisfies Record<string, MappingKey>;

/** Every key of a mapping. The parser, the JSON Schema, the older names and the command line read this table. */
export const MAPPING_KEYS = {
  tenant_owners_groups: { legacyName: 'tenant_owners_group', maxLength: GROUP_NAME.maxLength },
  tenant_permission: { legacyName: 'tenant_permissions', entryKeys: PERMISSION_KEYS },
  mappings: { required: true, entryKeys: ENTRY_KEYS },
} as const satisfies Record<string, MappingKey>;

/** The object that encloses an older document. */
export const LEGACY_WRAPPER = 'user_group_mapping';

/** The key of the group attribute in older documents. */
export const LEGACY_GROUP_ATTRIBUTE = 'group_attribute_name';

/** The current name of each key that has an older one, by the older name. */
export function legacyNames(keys: Readonly<Record<string, MappingKey>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(keys).flatMap(([name, { legacyName }]) =>
      legacyName === undefined ? [] : [[legacyName, name]],
    ),
  );
}
