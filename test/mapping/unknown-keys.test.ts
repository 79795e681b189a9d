import { ENTRY, faultPaths, mappingFaults, normalizedMapping } from '../support/fixtures/parse-mapping';

const PERMISSION = { group_name: 'Auditors', permission_name: 'READ' };
const NASTY = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'team', ' group_name', 'Group_Name'];

/** JSON.parse is the one way to an own property of the name `__proto__`, and the way in which a document comes. */
function withKey(object: object, key: string, value: unknown): object {
  return JSON.parse(
    `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(value)}}`,
  ) as object;
}

test.each(NASTY)('the unknown key %j is a fault at every level of the mapping', (key) => {
  const mapping = withKey(
    {
      tenant_permission: [PERMISSION, withKey(PERMISSION, key, 1)],
      mappings: [ENTRY, withKey(ENTRY, key, { group_name: 'Administrators' })],
    },
    key,
    [],
  );
  const paths = [key, `mappings[1].${key}`, `tenant_permission[1].${key}`];
  expect(faultPaths(mapping)).toEqual(paths);
  expect(faultPaths({ user_group_mapping: mapping })).toEqual(paths);
});

test.each([
  ['mapping', '', 'mappings'],
  ['tenant_owner_groups', '', 'tenant_owners_groups'],
  ['groupName', 'mappings[0].', 'group_name'],
  ['team', 'mappings[0].', 'team_name'],
  ['casegroup_name', 'mappings[0].', 'case_group_name'],
])('for the unknown key %s, the message suggests %s%s', (key, place, meant) => {
  const mapping =
    place === '' ? { mappings: [ENTRY], [key]: [] } : { mappings: [{ ...ENTRY, [key]: 'Phishing' }] };
  const message = expect.stringMatching(
    `^is not a known key; did you mean "${meant}"\\? \\(known: `,
  ) as string;
  expect(mappingFaults(mapping)).toEqual([{ path: `${place}${key}`, message }]);
});

test('inherited keys are not read: an entry that inherits its group has none', () => {
  const inherited: unknown = Object.assign(Object.create({ group_name: 'Everyone' }) as object, {
    team_name: 'Analytics',
    role_name: 'VIEWER',
  });
  expect(faultPaths({ mappings: [inherited] })).toEqual(['mappings[0].group_name']);
  const fromJson = JSON.parse(`{"__proto__":{"mappings":[${JSON.stringify(ENTRY)}]}}`) as object;
  expect(faultPaths(fromJson)).toEqual(['__proto__', 'mappings']);
});

test('a key of the mapping whose value is undefined counts as left out', () => {
  const mapping = { mappings: [{ ...ENTRY, case_group_name: undefined }], tenant_permission: undefined };
  expect(JSON.parse(JSON.stringify(normalizedMapping(mapping)))).toEqual({
    mappings: [ENTRY],
  });
});

test('changing the document after it was parsed does not change the mapping', () => {
  const mapping = { mappings: [{ ...ENTRY }], tenant_owners_groups: ['Administrators'] };
  const kept = normalizedMapping(mapping);
  mapping.mappings[0]!.role_name = 'TEAM_ADMIN';
  mapping.tenant_owners_groups.push('Everyone');
  expect(kept).toMatchObject({ mappings: [ENTRY], tenant_owners_groups: ['Administrators'] });
});
