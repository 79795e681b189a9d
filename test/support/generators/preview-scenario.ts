import fc from 'fast-check';

/** Few names, so that they meet. */
const GROUPS = ['Administrators', 'Managers', 'Everyone', 'everyone', '<b>Phishing</b>', 'O’Neill’s'];
const TEAMS = ['Analytics', 'Incident Response', 'Gone'];
const ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'];
const PERMISSIONS = ['AUDIT_LOG_READ', 'BILLING'];

const group = fc.constantFrom(...GROUPS);
const entry = fc
  .record(
    {
      group_name: group,
      team_name: fc.constantFrom(...TEAMS),
      role_name: fc.constantFrom(...ROLES),
      case_group_name: fc.constantFrom('Phishing', 'Malware'),
    },
    { requiredKeys: ['group_name', 'team_name', 'role_name'] },
  )
  .map((all) => ({ ...all }));

const mapping = fc
  .record(
    {
      mappings: fc.array(entry, { minLength: 1, maxLength: 8 }),
      tenant_owners_groups: fc.array(group, { maxLength: 2 }),
      tenant_permission: fc.array(
        fc
          .record({ group_name: group, permission_name: fc.constantFrom(...PERMISSIONS) })
          .map((all) => ({ ...all })),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: ['mappings'] },
  )
  .map((all) => ({ ...all }));

/** The groups of a user as they arrive: names, none, no attribute, or nonsense. */
const groups = fc.oneof(
  { weight: 6, arbitrary: fc.uniqueArray(group, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constant([7]) },
);

const settings = fc.record({
  justInTime: fc.boolean(),
  enhancedSync: fc.constantFrom(true, true, false, 'report-only' as const),
  groupAttribute: fc.constantFrom('groups', 'groups', 'memberOf'),
  mapping,
});

export const previewScenario = fc.record({
  options: fc.record({
    managedTeams: fc.constantFrom('all' as const, 'mapped' as const),
    unmatched: fc.constantFrom('create' as const, 'create' as const, 'deny' as const),
    createMissingTeams: fc.boolean(),
    breakGlass: fc.constantFrom([], ['person0@example.com']),
    groupsPolicy: fc.record({
      absent: fc.constantFrom('auto' as const, 'keep' as const, 'revoke' as const, 'deny' as const),
      malformed: fc.constantFrom('keep' as const, 'revoke' as const, 'deny' as const),
    }),
  }),
  before: settings,
  after: settings,
  people: fc.array(
    fc.record({
      groups,
      provider: fc.constantFrom('okta', 'entra'),
      active: fc.constantFrom(true, true, true, false),
      madeOwner: fc.boolean(),
      madeMember: fc.constantFrom(undefined, undefined, 'Analytics', 'Incident Response'),
    }),
    { minLength: 1, maxLength: 7 },
  ),
});

export type PreviewScenario = typeof previewScenario extends fc.Arbitrary<infer Value> ? Value : never;
