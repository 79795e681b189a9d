import {
  withDescription,
  boolean,
  arrayOf,
  nullable,
  object,
  enumOf,
  ref,
  string,
  uuid,
  nonNegativeInteger,
  type Schema,
} from '../build';

const reason = object({
  group: withDescription('null: an entry of "everyone"', nullable(string)),
  entry: withDescription('The index of the entry in its list of the mapping.', nonNegativeInteger),
});
const source = enumOf('mapping', 'manual');
const grantedFields = { action: enumOf('add', 'reattribute'), reason };
const changedFields = { action: enumOf('change'), role: string, previousRole: string, reason };
const removedFields = { action: enumOf('remove'), previousSource: source };

function grantChanges(kind: string, target: Record<string, Schema>, hasRole: boolean): Schema[] {
  const base = { kind: enumOf(kind), ...target };
  const roles = [object({ ...base, ...grantedFields, role: string }), object({ ...base, ...changedFields })];
  return [
    ...(hasRole ? roles : [object({ ...base, ...grantedFields })]),
    object({ ...base, ...removedFields, ...(hasRole ? { previousRole: string } : {}) }),
  ];
}

const Change: Schema = {
  description: '"reattribute": the grant stays, but comes from another group or entry than before.',
  oneOf: [
    ...grantChanges('membership', { team: string }, true),
    ...grantChanges('caseGroup', { team: string, caseGroup: string }, true),
    ...grantChanges('owner', {}, false),
    ...grantChanges('permission', { permission: string }, false),
    object({
      kind: enumOf('profile'),
      action: enumOf('change'),
      field: enumOf('firstName', 'lastName', 'avatar'),
      from: nullable(string),
      to: string,
    }),
  ],
};

export const previewSchemas: Record<string, Schema> = {
  Change,
  Note: {
    description: 'An action that a sign-in would skip, by its kind.',
    type: 'object',
    properties: { kind: string },
    required: ['kind'],
  },
  GrantDifference: {
    description:
      'A grant that a user has with these settings and not with the current ones, or the other way round.',
    oneOf: (<Record<string, Schema>[]>[
      { kind: enumOf('membership'), team: string },
      { kind: enumOf('caseGroup'), team: string, caseGroup: string },
      { kind: enumOf('owner') },
      { kind: enumOf('permission'), permission: string },
    ]).map((target) =>
      object({
        ...target,
        action: enumOf('add', 'remove', 'change'),
        'role?': string,
        'previousRole?': string,
        hasNow: boolean,
        'reason?': reason,
      }),
    ),
  },
  Danger: object({ code: enumOf('takes_last_owner', 'empties_everybody'), message: string }),
  PreviewLine: {
    description: 'The last line is the summary, or an error.',
    oneOf: [
      object({ type: enumOf('progress'), done: nonNegativeInteger, total: nonNegativeInteger }),
      object({
        type: enumOf('user'),
        user: object({
          id: uuid,
          email: nullable(string),
          firstName: nullable(string),
          lastName: nullable(string),
        }),
        changes: arrayOf(ref('Change')),
        notes: arrayOf(ref('Note')),
        difference: withDescription(
          'How the sign-in differs from one with the current settings.',
          arrayOf(ref('GrantDifference')),
        ),
        'currentlyRefused?': withDescription('Why it would be refused with the current settings.', string),
        'refused?': withDescription('Why the sign-in would be refused.', string),
      }),
      object({
        type: enumOf('summary'),
        users: nonNegativeInteger,
        unknown: withDescription('Users who have never signed in through a provider.', nonNegativeInteger),
        gaining: nonNegativeInteger,
        losing: nonNegativeInteger,
        changing: nonNegativeInteger,
        demoted: nonNegativeInteger,
        losingEverything: nonNegativeInteger,
        refused: nonNegativeInteger,
        manualGrantsRemoved: withDescription('Manual grants that would be removed.', nonNegativeInteger),
        difference: withDescription(
          'Numbers of users for whom these settings differ from the current ones.',
          object(
            Object.fromEntries(
              ['users', 'gaining', 'losing', 'changing', 'refused', 'admitted'].map((key) => [
                key,
                nonNegativeInteger,
              ]),
            ),
          ),
        ),
        unseenGroups: withDescription('Mapped groups that no user had at the last sign-in.', arrayOf(string)),
        unseenPrefixes: withDescription(
          'Prefixes of the mapping that no group of a user began with at the last sign-in.',
          arrayOf(string),
        ),
        unmappedGroups: withDescription(
          'Groups of users that no entry names; at most 1000.',
          arrayOf(string),
        ),
        shadowedEntries: withDescription('Indexes in mappings.', arrayOf(nonNegativeInteger)),
        'groupSourcesChanged?': withDescription(
          'The settings read the groups at other sources or in another form than the current ones. The preview uses ' +
            'the groups as the current settings have read them.',
          enumOf(true),
        ),
        dangers: arrayOf(ref('Danger')),
      }),
      object({ type: enumOf('error'), code: string, detail: string }),
    ],
  },
};
