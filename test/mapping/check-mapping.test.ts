import { mappingSchema } from '../../src/mapping/json-schema';
import { ENTRY_KEYS, EVERYONE_KEYS, MAPPING_KEYS, PERMISSION_KEYS } from '../../src/mapping/keys';
import { checkMapping } from '../../src/mapping/parse';

const ENTRY = { group_name: 'Everyone', team_name: 'Analytics', role_name: 'VIEWER' };
const RULES = {
  roles: ['EDITOR', 'VIEWER'],
  permissions: ['READ'],
  teams: new Map([['Analytics', new Set(['Phishing'])]]),
};
const check = (mapping: unknown) => checkMapping(mapping, RULES).faults;

test('a mapping without faults', () => {
  expect(check({ mappings: [ENTRY, { ...ENTRY, case_group_name: 'Phishing' }] })).toEqual([]);
});

test.each([
  [{ mappings: [ENTRY], mapping: 1 }, ['mapping'], 'unknown_key', 'mappings'],
  [{ mappings: [{ ...ENTRY, 'a.b[0]': 1 }] }, ['mappings', 0, 'a.b[0]'], 'unknown_key', undefined],
  [{ mappings: [{ ...ENTRY, sso_group: 'x' }] }, ['mappings', 0, 'sso_group'], 'legacy_key', undefined],
  [{ user_group_mapping: { mappings: [ENTRY] }, x: 1 }, ['x'], 'misplaced_key', undefined],
  [{ user_group_mapping: 7 }, ['user_group_mapping'], 'invalid_type', undefined],
  [{ mappings: [] }, ['mappings'], 'empty', undefined],
  [{}, ['mappings'], 'required', undefined],
  [{ mappings: [7] }, ['mappings', 0], 'invalid_type', undefined],
  [{ mappings: [{ ...ENTRY, group_name: '' }] }, ['mappings', 0, 'group_name'], 'empty', undefined],
  [
    { mappings: [ENTRY], tenant_owners_groups: ['a', 7] },
    ['tenant_owners_groups', 1],
    'invalid_type',
    undefined,
  ],
  [{ mappings: [{ ...ENTRY, group_prefix: 'abc' }] }, ['mappings', 0, 'group_prefix'], 'conflict', undefined],
  [
    { everyone: [{ team_name: 'Analytcs', role_name: 'VIEWER' }] },
    ['everyone', 0, 'team_name'],
    'unknown_name',
    'Analytics',
  ],
  [{ mappings: [{ ...ENTRY, role_name: 'EDITR' }] }, ['mappings', 0, 'role_name'], 'unknown_name', 'EDITOR'],
  [
    { mappings: [{ ...ENTRY, team_name: 'Analytcs' }] },
    ['mappings', 0, 'team_name'],
    'unknown_name',
    'Analytics',
  ],
  [
    { mappings: [{ ...ENTRY, case_group_name: 'Phising' }] },
    ['mappings', 0, 'case_group_name'],
    'unknown_name',
    'Phishing',
  ],
  [
    { mappings: [ENTRY], tenant_permission: [{ group_name: 'a', permission_name: 'REED' }] },
    ['tenant_permission', 0, 'permission_name'],
    'unknown_name',
    'READ',
  ],
])('%j: a program finds the place, the kind and the fix', (mapping, segments, code, suggestion) => {
  const [fault, ...more] = check(mapping);
  expect(more).toEqual([]);
  expect(fault).toMatchObject({ segments, code });
  expect(fault?.suggestion).toBe(suggestion);
});

test('300,000 faults are all found', () => {
  const owners = Array.from({ length: 300_000 }, () => '');
  const rules = { ...RULES, maxEntries: 400_000 };
  const { faults } = checkMapping({ mappings: [ENTRY], tenant_owners_groups: owners }, rules);
  expect(faults).toHaveLength(300_000);
});

test('the JSON Schema has the keys of the table', () => {
  const { properties } = mappingSchema();
  expect(Object.keys(properties)).toEqual(Object.keys(MAPPING_KEYS));
  expect(Object.keys(properties.mappings.items.properties)).toEqual(Object.keys(ENTRY_KEYS));
  expect(Object.keys(properties.everyone.items.properties)).toEqual(Object.keys(EVERYONE_KEYS));
  expect(Object.keys(properties.tenant_permission.items.properties)).toEqual(Object.keys(PERMISSION_KEYS));
});
