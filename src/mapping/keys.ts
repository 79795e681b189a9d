/** A key of a mapping or of one of its entries. */
export interface MappingKey {
  required?: boolean;
  /** The name of the key in older documents. */
  legacyName?: string;
  /** For a name: the minimum number of characters. */
  minLength?: number;
  /** For a name: the maximum number of characters. */
  maxLength?: number;
  /** For a list of entries: the keys of each entry. */
  entryKeys?: Readonly<Record<string, MappingKey>>;
}

const NAME = { required: true, maxLength: 255 } as const;

/** What names the groups of an entry. An entry has exactly one of them. */
const GROUP_KEYS = {
  group_name: { maxLength: 1024, legacyName: 'sso_group' },
  group_prefix: { minLength: 3, maxLength: 1024 },
} as const satisfies Record<string, MappingKey>;

/** What every entry may have beside its groups and its grant. */
const COMMON_KEYS = {
  provider: { maxLength: 128 },
  label: { maxLength: 255 },
} as const satisfies Record<string, MappingKey>;

const TEAM_KEYS = {
  team_name: NAME,
  case_group_name: { maxLength: 255 },
  role_name: NAME,
} as const satisfies Record<string, MappingKey>;

/** The keys of an entry of `mappings`. */
export const ENTRY_KEYS = { ...GROUP_KEYS, ...TEAM_KEYS, ...COMMON_KEYS } as const;

/** The keys of an entry of `everyone`. */
export const EVERYONE_KEYS = { ...TEAM_KEYS, ...COMMON_KEYS } as const;

/** The keys of an entry of `tenant_permission`. */
export const PERMISSION_KEYS = { ...GROUP_KEYS, permission_name: NAME, ...COMMON_KEYS } as const;

/** Every key of a mapping. The parser, the JSON Schema, the older names and the command line read this table. */
export const MAPPING_KEYS = {
  tenant_owners_groups: { legacyName: 'tenant_owners_group', maxLength: GROUP_KEYS.group_name.maxLength },
  tenant_permission: { legacyName: 'tenant_permissions', entryKeys: PERMISSION_KEYS },
  mappings: { entryKeys: ENTRY_KEYS },
  everyone: { entryKeys: EVERYONE_KEYS },
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
