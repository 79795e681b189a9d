/** The JSON Schema (2020-12) of a file with laws. */
export function lawsSchema() {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://unpkg.com/passport-jit/laws.schema.json',
    title: 'Laws of a group mapping of passport-jit',
    description: 'Rules about a mapping that hold for all sets of groups.',
    type: 'object',
    properties: {
      never: {
        description: 'A user who is only in such groups never has the grant.',
        type: 'array',
        items: { $ref: '#/$defs/groupLaw' },
      },
      apart: {
        description: 'No user has both grants, whatever the groups.',
        type: 'array',
        items: { type: 'array', items: { $ref: '#/$defs/grant' }, minItems: 2, maxItems: 2 },
      },
      always: {
        description: 'A user in such a group always has the grant, whatever the other groups.',
        type: 'array',
        items: { $ref: '#/$defs/groupLaw' },
      },
      owners: {
        description: 'At most these groups make owners.',
        type: 'array',
        items: name(1024),
      },
    },
    additionalProperties: false,
    $defs: {
      groupLaw: closedObject({ grant: { $ref: '#/$defs/grant' }, to: { $ref: '#/$defs/groups' } }),
      groups: {
        oneOf: [
          closedObject({ group_name: name(1024) }),
          closedObject({ group_prefix: { ...name(1024), minLength: 3 } }),
        ],
      },
      grant: {
        oneOf: [
          { const: 'owner' },
          closedObject({ permission: name(255) }),
          closedObject({ team: name(255), caseGroup: name(255), role: name(255) }, ['team']),
        ],
      },
    },
  } as const;
}

function name(maxLength: number) {
  return { type: 'string', minLength: 1, maxLength, pattern: '^[^\\u0000\\ud800-\\udfff]*$' } as const;
}

function closedObject(properties: Record<string, object>, required = Object.keys(properties)) {
  return { type: 'object', properties, required, additionalProperties: false } as const;
}
