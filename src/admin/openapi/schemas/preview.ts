import { described, list, nullable, object, oneOf, ref, text, uuid, whole, type Schema } from '../build';

const because = object({ group: text, entry: described('Its place in its list of the mapping.', whole) });
const source = oneOf('mapping', 'manual');
const given = { action: oneOf('add', 'attribute'), because };
const changed = { action: oneOf('change'), role: text, formerRole: text, because };
const removed = { action: oneOf('remove'), formerSource: source };

function grant(kind: string, place: Record<string, Schema>, hasRole: boolean): Schema[] {
  const what = { kind: oneOf(kind), ...place };
  const roles = [object({ ...what, ...given, role: text }), object({ ...what, ...changed })];
  return [
    ...(hasRole ? roles : [object({ ...what, ...given })]),
    object({ ...what, ...removed, ...(hasRole ? { formerRole: text } : {}) }),
  ];
}

const Change: Schema = {
  description: '"attribute": the grant stays, but comes from another group or entry than before.',
  oneOf: [
    ...grant('membership', { team: text }, true),
    ...grant('caseGroup', { team: text, caseGroup: text }, true),
    ...grant('owner', {}, false),
    ...grant('permission', { permission: text }, false),
    object({
      kind: oneOf('profile'),
      action: oneOf('change'),
      field: oneOf('firstName', 'lastName', 'avatar'),
      from: nullable(text),
      to: text,
    }),
  ],
};

export const previewSchemas: Record<string, Schema> = {
  Change,
  Note: {
    description: 'Something that a sign-in would leave undone, by its kind.',
    type: 'object',
    properties: { kind: text },
    required: ['kind'],
  },
  Danger: object({ code: oneOf('takes_last_owner', 'empties_everybody'), message: text }),
  PreviewLine: {
    description: 'The last line is the summary, or an error.',
    oneOf: [
      object({ type: oneOf('progress'), done: whole, total: whole }),
      object({
        type: oneOf('user'),
        user: object({
          id: uuid,
          email: nullable(text),
          firstName: nullable(text),
          lastName: nullable(text),
        }),
        changes: list(ref('Change')),
        notes: list(ref('Note')),
        'refused?': described('Why the sign-in would be refused.', text),
      }),
      object({
        type: oneOf('summary'),
        users: whole,
        unknown: described('Users who have never signed in through a provider.', whole),
        gaining: whole,
        losing: whole,
        changing: whole,
        demoted: whole,
        leftWithNothing: whole,
        refused: whole,
        manualRemoved: described('Grants that were made by hand and would go.', whole),
        groupsNeverSeen: described('Mapped groups that nobody was in at their last sign-in.', list(text)),
        groupsUnmapped: described(
          'Groups that somebody was in and no entry names; at most 1000.',
          list(text),
        ),
        entriesThatNeverWin: described('Places in mappings.', list(whole)),
        dangers: list(ref('Danger')),
      }),
      object({ type: oneOf('error'), code: text, detail: text }),
    ],
  },
};
