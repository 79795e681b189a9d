import { ENTRY_KEYS, EVERYONE_KEYS, MAPPING_KEYS, PERMISSION_KEYS, type MappingKey } from './keys';

/** Names that only the app knows. */
export interface DeclaredNames {
  /** The roles that a mapping may assign. If omitted, the schema accepts any name as a role. */
  roles?: readonly string[] | undefined;
  /** The tenant permissions that a mapping may assign. If omitted, the schema accepts any name. */
  permissions?: readonly string[] | undefined;
}

/**
 * The JSON Schema (2020-12) of a mapping in its current spelling. It accepts the same documents as `parseMapping`, for
 * teams and case groups of any name.
 */
export function mappingSchema({ roles, permissions }: DeclaredNames = {}) {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    // A schema with the names of one app differs from the schema of the package.
    ...(roles || permissions ? {} : { $id: 'https://unpkg.com/passport-jit/mapping.schema.json' }),
    title: 'Group mapping of passport-jit',
    description: 'The group mapping: which group of the identity provider gives which grants in the product.',
    type: 'object',
    properties: {
      tenant_owners_groups: {
        description: 'Groups whose members own the tenant. Left out: owner status is left alone.',
        type: 'array',
        items: nameSchema(MAPPING_KEYS.tenant_owners_groups),
        examples: [['Administrators']],
      },
      tenant_permission: {
        description: 'Left out: tenant permissions are left alone.',
        type: 'array',
        items: tenantPermissionEntrySchema(permissions),
      },
      mappings: {
        description:
          'Which group gives which membership. Of several entries for one team, the first that applies wins.',
        type: 'array',
        items: mappingEntrySchema(roles),
      },
      everyone: {
        description: 'Memberships of every user who signs in. They come after all entries of "mappings".',
        type: 'array',
        items: everyoneEntrySchema(roles),
      },
    },
    additionalProperties: false,
    anyOf: (['mappings', 'everyone'] as const).map((list) => ({
      properties: { [list]: { type: 'array', minItems: 1 } },
      required: [list],
    })),
    examples: [
      {
        tenant_owners_groups: ['Administrators'],
        tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_READ' }],
        mappings: [{ group_name: 'Everyone', team_name: 'Incident Response', role_name: 'VIEWER' }],
      },
    ],
  } as const;
}

function mappingEntrySchema(roles: readonly string[] | undefined) {
  return {
    title: 'Entry',
    description:
      'Which groups give which membership. Of several entries for one team, the first that applies wins.',
    type: 'object',
    properties: { ...groupSchemas('Everyone'), ...teamSchemas(roles), ...commonSchemas() },
    required: requiredKeys(ENTRY_KEYS),
    oneOf: EITHER_GROUP_KEY,
    additionalProperties: false,
  } as const;
}

function everyoneEntrySchema(roles: readonly string[] | undefined) {
  return {
    title: 'Entry of everyone',
    description: 'A membership of every user who signs in, whatever the groups.',
    type: 'object',
    properties: { ...teamSchemas(roles), ...commonSchemas() },
    required: requiredKeys(EVERYONE_KEYS),
    additionalProperties: false,
  } as const;
}

function tenantPermissionEntrySchema(permissions: readonly string[] | undefined) {
  return {
    title: 'Tenant permission',
    description: 'Which groups give which tenant-wide right.',
    type: 'object',
    properties: {
      ...groupSchemas('Auditors'),
      permission_name: {
        description: 'The tenant-wide right, by its name in the product.',
        ...nameSchema(PERMISSION_KEYS.permission_name),
        ...(permissions ? { enum: [...permissions] } : { examples: ['AUDIT_LOG_READ'] }),
      },
      ...commonSchemas(),
    },
    required: requiredKeys(PERMISSION_KEYS),
    oneOf: EITHER_GROUP_KEY,
    additionalProperties: false,
  } as const;
}

const EITHER_GROUP_KEY = [{ required: ['group_name'] }, { required: ['group_prefix'] }] as const;

function groupSchemas(example: string) {
  return {
    group_name: {
      description: "The group's name at the identity provider, compared code point by code point.",
      ...nameSchema(ENTRY_KEYS.group_name),
      examples: [example],
    },
    group_prefix: {
      description:
        'Instead of group_name: the beginning of the names of groups, compared code point by code point.',
      ...nameSchema(ENTRY_KEYS.group_prefix),
      examples: ['Contractors-'],
    },
  } as const;
}

function teamSchemas(roles: readonly string[] | undefined) {
  return {
    team_name: {
      description: 'The team, by its name in the product.',
      ...nameSchema(ENTRY_KEYS.team_name),
      examples: ['Incident Response'],
    },
    case_group_name: {
      description: 'Makes this a membership of that case group of the team, and not of the team itself.',
      ...nameSchema(ENTRY_KEYS.case_group_name),
      examples: ['Phishing'],
    },
    role_name: {
      description: 'One of the roles that the app declares.',
      ...nameSchema(ENTRY_KEYS.role_name),
      ...(roles ? { enum: [...roles] } : { examples: ['TEAM_ADMIN', 'EDITOR', 'VIEWER'] }),
    },
  } as const;
}

function commonSchemas() {
  return {
    provider: {
      description: 'The id of a provider: the entry applies only to sign-ins through it.',
      ...nameSchema(ENTRY_KEYS.provider),
      examples: ['entra'],
    },
    label: {
      description: 'Text for people, such as the name of a group that is a GUID. It has no effect.',
      ...nameSchema(ENTRY_KEYS.label),
      examples: ['Security team'],
    },
  } as const;
}

/**
 * JSON Schema counts code points, as the check of the mapping does. The pattern matches well-formed text without NUL.
 */
function nameSchema({ minLength = 1, maxLength }: { minLength?: number; maxLength: number }) {
  return { type: 'string', minLength, maxLength, pattern: '^[^\\u0000\\ud800-\\udfff]*$' } as const;
}

function requiredKeys(keys: Readonly<Record<string, MappingKey>>): string[] {
  return Object.keys(keys).filter((key) => keys[key]?.required === true);
}
