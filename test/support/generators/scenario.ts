import fc from 'fast-check';

/** What of the settings and options decides about grants. */
export interface Policy {
  mapping: MappingDocument;
  enhancedSync: boolean | 'report-only';
  managedTeams: 'all' | 'mapped';
  unmatched: 'create' | 'deny';
}

export interface MappingDocument {
  tenant_owners_groups?: string[];
  tenant_permission?: (GroupKeys & { permission_name: string })[];
  mappings: (GroupKeys & TeamKeys)[];
  everyone?: (TeamKeys & { provider?: string })[];
}

/** What says to whom an entry applies: a name or a prefix, and perhaps one provider. */
export interface GroupKeys {
  group_name?: string;
  group_prefix?: string;
  provider?: string;
}

interface TeamKeys {
  team_name: string;
  case_group_name?: string;
  role_name: string;
}

/** What a provider said, and what it means by the specification. */
export interface Profile {
  state: 'present' | 'empty' | 'absent' | 'overage' | 'malformed';
  names: string[];
  attributes: Record<string, unknown>;
}

export type Step =
  | { kind: 'signIn'; person: number; profile: Profile }
  | { kind: 'give'; person: number; place: GrantKey; role: string }
  | { kind: 'settings'; policy: Policy }
  | { kind: 'edit'; how: 'role' | 'move' | 'drop'; at: number; role: string };

/** What can be granted: a team, a case group of a team, owner status, a permission. */
export type GrantKey = ['team', string] | ['caseGroup', string, string] | ['owner'] | ['permission', string];

/** Few, so that they meet often, and such as are mixed up easily. */
export const GROUPS = ['Admins', 'admins', 'Admins ', '__proto__', 'constructor', '👩‍🚒', 'e\u0301', '\u00e9'];
/** Groups that no mapping here names. */
const UNMAPPED_GROUPS = ['ADMINS', ' Admins', 'toString', '👩', 'valueOf', 'Admin\u{1f600}', 'Admin\ufffd'];
const PREFIXES = ['Adm', 'Admin', 'Admins ', '__p', '👩‍🚒', 'val', 'unknown'];
/** No user has an identity at the second one. */
const PROVIDERS = ['okta', 'Okta', 'entra'];
/** The last one is not there. */
export const TEAMS = ['Team', 'team', 'Team ', '__proto__', '🚒', 'Missing'];
/** The last one is not there, whatever the team. */
export const CASE_GROUPS = ['Case', 'case', '__proto__', 'Missing'];
const PERMISSIONS = ['READ', 'read', '__proto__', 'toString'];
const ROLES = ['TEAM_ADMIN', 'EDITOR', 'VIEWER'];

const oneOf = (names: readonly string[]) => fc.constantFrom(...names);
const role = oneOf(ROLES);

const provider = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: oneOf(PROVIDERS).map((id) => ({ provider: id })) },
);
const groupKeys: fc.Arbitrary<GroupKeys> = fc
  .tuple(
    fc.oneof(
      { weight: 3, arbitrary: oneOf(GROUPS).map((group_name) => ({ group_name })) },
      { weight: 1, arbitrary: oneOf(PREFIXES).map((group_prefix) => ({ group_prefix })) },
    ),
    provider,
  )
  .map(([groups, only]) => ({ ...groups, ...only }));
const teamKeys = fc.record(
  { team_name: oneOf(TEAMS), case_group_name: oneOf(CASE_GROUPS), role_name: role },
  { requiredKeys: ['team_name', 'role_name'] },
);
const entry = fc.tuple(groupKeys, teamKeys).map(([groups, team]) => ({ ...groups, ...team }));
const everyoneEntry = fc.tuple(teamKeys, provider).map(([team, only]) => ({ ...team, ...only }));
const permission = fc
  .tuple(groupKeys, oneOf(PERMISSIONS))
  .map(([groups, permission_name]) => ({ ...groups, permission_name }));

const lists = {
  tenant_owners_groups: fc.array(oneOf(GROUPS), { maxLength: 3 }),
  tenant_permission: fc.array(permission, { maxLength: 4 }),
};
export const mapping: fc.Arbitrary<MappingDocument> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        ...lists,
        mappings: fc.array(entry, { minLength: 1, maxLength: 8 }),
        everyone: fc.array(everyoneEntry, { maxLength: 3 }),
      },
      { requiredKeys: ['mappings'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        ...lists,
        mappings: fc.constant<MappingDocument['mappings']>([]),
        everyone: fc.array(everyoneEntry, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['mappings', 'everyone'] },
    ),
  },
);

export const policy: fc.Arbitrary<Policy> = fc.record({
  mapping,
  enhancedSync: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constantFrom(false, 'report-only' as const) },
  ),
  managedTeams: fc.constantFrom('all', 'mapped'),
  unmatched: fc.constantFrom('create', 'deny'),
});

const present = fc.oneof(
  fc
    .array(oneOf([...GROUPS, ...UNMAPPED_GROUPS]), { minLength: 1, maxLength: 6 })
    .map((names) => profileOf('present', { groups: names }, names)),
  oneOf([...GROUPS, ...UNMAPPED_GROUPS]).map((name) => profileOf('present', { groups: name }, [name])),
);
const empty = fc
  .constantFrom([], '', null, undefined, [undefined])
  .map((groups) => profileOf('empty', { groups }));
const absent = fc
  .constantFrom({}, { Groups: GROUPS }, { 'groups ': 'Admins' })
  .map((attributes) => profileOf('absent', attributes));
const overage = fc
  .constantFrom({ _claim_names: { groups: 'src1' } }, { hasgroups: true })
  .map((attributes) => profileOf('overage', attributes));
const malformed = fc
  .constantFrom<unknown>(7, { Admins: true }, [['Admins']], ['Admins', 7], ['\ud83d'])
  .map((groups) => profileOf('malformed', { groups }));

const profile = fc.oneof(
  { weight: 8, arbitrary: present },
  ...[empty, absent, overage, malformed].map((arbitrary) => ({ weight: 1, arbitrary })),
);

const place: fc.Arbitrary<GrantKey> = fc.oneof(
  oneOf(TEAMS.slice(0, -1)).map((team): GrantKey => ['team', team]),
  fc
    .tuple(oneOf(TEAMS.slice(0, -1)), oneOf(CASE_GROUPS.slice(0, -1)))
    .map(([team, name]): GrantKey => ['caseGroup', team, name]),
  fc.constant<GrantKey>(['owner']),
  oneOf(PERMISSIONS).map((name): GrantKey => ['permission', name]),
);

const person = fc.nat({ max: 3 });

const edit = fc.record({
  kind: fc.constant('edit' as const),
  how: fc.constantFrom('role', 'move', 'drop'),
  at: fc.nat({ max: 7 }),
  role,
});

export const scenario = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('signIn' as const), person, profile }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('give' as const), person, place, role }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('settings' as const), policy }) },
    { weight: 1, arbitrary: edit },
  ),
  { minLength: 1, maxLength: 14 },
);

function profileOf(
  state: Profile['state'],
  attributes: Record<string, unknown>,
  names: string[] = [],
): Profile {
  return { state, attributes, names };
}
