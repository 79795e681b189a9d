import {
  withDescription,
  boolean,
  dateTime,
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

const source = enumOf('mapping', 'manual');
const provenance = {
  source,
  provider: nullable(string),
  group: withDescription('null also for an entry of "everyone".', nullable(string)),
  entry: withDescription('The index of the entry in its list of the mapping.', nullable(nonNegativeInteger)),
  mappingVersion: nullable(nonNegativeInteger),
  at: nullable(dateTime),
};

export const userSchemas: Record<string, Schema> = {
  Grant: {
    description: 'A grant and its origin.',
    oneOf: [
      object({ kind: enumOf('membership'), team: string, role: string, ...provenance }),
      object({ kind: enumOf('caseGroup'), team: string, caseGroup: string, role: string, ...provenance }),
      object({ kind: enumOf('owner'), ...provenance }),
      object({ kind: enumOf('permission'), permission: string, ...provenance }),
    ],
  },
  User: object({
    id: uuid,
    email: nullable(string),
    firstName: nullable(string),
    lastName: nullable(string),
    avatar: nullable(string),
    active: boolean,
    deactivatedBy: withDescription(
      'The actor, or "provider:" and the id of the provider, which alone may undo it.',
      nullable(string),
    ),
    invited: withDescription('Invited, and has not signed in yet.', boolean),
    tenantOwner: boolean,
    isCurrentUser: withDescription('Whether it is the user who asks.', boolean),
    identityProviderGroups: withDescription(
      'The groups that the identity provider last sent.',
      nullable(arrayOf(string)),
    ),
    groupsState: enumOf('present', 'empty', 'absent', 'overage', 'malformed', null),
    lastSignInAt: nullable(dateTime),
    lastSyncedAt: nullable(dateTime),
    removalsHeldAt: nullable(dateTime),
    createdAt: dateTime,
    grants: arrayOf(ref('Grant')),
  }),
  Users: object({
    items: withDescription(
      'At most "limit". Fewer if their groups are large, so "next" shows whether there are more.',
      arrayOf(ref('User')),
    ),
    next: withDescription('For the parameter "after" of the next page.', nullable(string)),
  }),
  UserLine: object({
    id: uuid,
    email: nullable(string),
    tenantOwner: boolean,
    identityProviderGroups: nullable(arrayOf(string)),
    provider: withDescription('The provider that sent the groups.', nullable(string)),
    memberships: arrayOf(object({ team: string, role: string, source })),
    caseGroupMemberships: arrayOf(object({ team: string, caseGroup: string, role: string, source })),
    tenantPermissions: arrayOf(object({ permission: string, source })),
  }),
  Names: object({
    teams: arrayOf(object({ name: string, caseGroups: arrayOf(string) })),
    roles: arrayOf(string),
    permissions: nullable(arrayOf(string)),
    groups: withDescription('Seen at sign-ins; at most 1000.', arrayOf(string)),
  }),
  SessionsEnd: object({
    reason: withDescription('For the audit log.', { ...string, minLength: 1, maxLength: 1000 }),
  }),
  EndedSessions: object({ userId: nullable(uuid) }),
  HeldRemovals: object({ removalsHeldAt: { type: 'null' } }),
};
