import {
  described,
  flag,
  instant,
  list,
  nullable,
  object,
  oneOf,
  ref,
  text,
  uuid,
  whole,
  type Schema,
} from '../build';

const source = oneOf('mapping', 'manual');
const provenance = {
  source,
  provider: nullable(text),
  group: nullable(text),
  entry: described('Its place in its list of the mapping.', nullable(whole)),
  mappingVersion: nullable(whole),
  at: nullable(instant),
};

export const userSchemas: Record<string, Schema> = {
  Grant: {
    description: 'A grant and where it comes from.',
    oneOf: [
      object({ kind: oneOf('membership'), team: text, role: text, ...provenance }),
      object({ kind: oneOf('caseGroup'), team: text, caseGroup: text, role: text, ...provenance }),
      object({ kind: oneOf('owner'), ...provenance }),
      object({ kind: oneOf('permission'), permission: text, ...provenance }),
    ],
  },
  User: object({
    id: uuid,
    email: nullable(text),
    firstName: nullable(text),
    lastName: nullable(text),
    avatar: nullable(text),
    active: flag,
    invited: described('Invited, and has not signed in yet.', flag),
    tenantOwner: flag,
    identityProviderGroups: described('As the identity provider last sent them.', nullable(list(text))),
    groupsState: oneOf('present', 'empty', 'absent', 'overage', 'malformed', null),
    lastSignInAt: nullable(instant),
    lastSyncedAt: nullable(instant),
    lossesHeldAt: nullable(instant),
    createdAt: instant,
    grants: list(ref('Grant')),
  }),
  Users: object({
    items: list(ref('User')),
    next: described('For the parameter "after" of the next page.', nullable(text)),
  }),
  UserLine: object({
    id: uuid,
    email: nullable(text),
    tenantOwner: flag,
    identityProviderGroups: nullable(list(text)),
    memberships: list(object({ team: text, role: text, source })),
    caseGroupMemberships: list(object({ team: text, caseGroup: text, role: text, source })),
    tenantPermissions: list(object({ permission: text, source })),
  }),
  Names: object({
    teams: list(object({ name: text, caseGroups: list(text) })),
    roles: list(text),
    permissions: nullable(list(text)),
    groups: described('Seen at sign-ins; at most 1000.', list(text)),
  }),
  Held: object({ lossesHeldAt: { type: 'null' } }),
};
