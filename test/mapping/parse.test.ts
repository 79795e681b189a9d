import type { DataSource } from 'typeorm';
import { createProvisioning, InvalidInputError, MappingError } from 'passport-jit';
import { openDatabase } from '../support/harness/harness';
import { ENTRY, faultPaths, mappingFaults } from '../support/fixtures/parse-mapping';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

const DECLARED = '(declared: TEAM_ADMIN, EDITOR, VIEWER)';

test('every fault of a mapping is reported at once, with its path and a suggestion', () => {
  const mapping = {
    tenant_owner_groups: ['Administrators'],
    tenant_permission: [{ group_name: 'Auditors', permision_name: 'READ' }],
    mappings: [
      ENTRY,
      { ...ENTRY, role_name: 'EDITR' },
      { ...ENTRY, group_name: '' },
      { group_name: 'Everyone', team_name: 7, role_name: 'viewer' },
    ],
  };
  const message = expect.stringContaining('did you mean "tenant_owners_groups"?') as string;
  expect(mappingFaults(mapping)).toEqual([
    { path: 'tenant_owner_groups', message },
    { path: 'mappings[2].group_name', message: 'must not be empty' },
    { path: 'mappings[3].team_name', message: 'must be text, not a number' },
    {
      path: 'tenant_permission[0].permision_name',
      message:
        'is not a known key; did you mean "permission_name"? (known: group_name, group_prefix, permission_name, provider, label)',
    },
    { path: 'tenant_permission[0].permission_name', message: 'is missing' },
    {
      path: 'mappings[1].role_name',
      message: `is not a declared role; did you mean "EDITOR"? ${DECLARED}`,
    },
    { path: 'mappings[3].role_name', message: `is not a declared role; did you mean "VIEWER"? ${DECLARED}` },
  ]);
});

test('a MappingError has a code, a status, and a message with every fault', () => {
  const create = () => createProvisioning({ dataSource, settings: { mapping: { mappings: [{}, 1] } } });
  expect(create).toThrow(MappingError);
  expect(create).toThrow(
    expect.objectContaining({
      code: 'mapping_invalid',
      status: 422,
      message: expect.stringMatching(
        /^The group mapping has 4 faults:\n {2}mappings\[0\]\.group_name: is missing\n/,
      ),
    }) as Error,
  );
});

test.each([
  ['a list', []],
  ['a number', 7],
  ['a string', '{"mappings":[]}'],
  ['a boolean', true],
])('a mapping that is %s is not an object', (kind, mapping) => {
  expect(mappingFaults(mapping)).toEqual([
    { path: '', message: `must be a JSON object with "mappings", not ${kind}` },
  ]);
});

test('settings may have a mapping of null, which is none', () => {
  expect(() => createProvisioning({ dataSource, settings: { mapping: null } })).not.toThrow();
});

const ENTRIES = 'must be a list of { group_name, team_name, role_name }';
const PERMISSIONS = 'must be a list of { group_name, permission_name }';
const OWNERS = 'must be a list of group names';

test.each([
  ['no mappings', {}, 'mappings', ENTRIES],
  ['mappings of null', { mappings: null }, 'mappings', ENTRIES],
  ['mappings by name', { mappings: { Everyone: ENTRY } }, 'mappings', ENTRIES],
  ['no entry', { mappings: [] }, 'mappings', 'must have at least one entry'],
  ['owners of null', { mappings: [ENTRY], tenant_owners_groups: null }, 'tenant_owners_groups', OWNERS],
  ['owners by name', { mappings: [ENTRY], tenant_owners_groups: { a: 1 } }, 'tenant_owners_groups', OWNERS],
  ['a number of owners', { mappings: [ENTRY], tenant_owners_groups: 3 }, 'tenant_owners_groups', OWNERS],
  ['permissions of null', { mappings: [ENTRY], tenant_permission: null }, 'tenant_permission', PERMISSIONS],
  [
    'one permission',
    { mappings: [ENTRY], tenant_permission: { group_name: 'a', permission_name: 'b' } },
    'tenant_permission',
    PERMISSIONS,
  ],
  [
    'a group attribute of null',
    { mappings: [ENTRY], group_attribute_name: null },
    'group_attribute_name',
    'must be text, not null',
  ],
  [
    'a case group of null, which might mean none',
    { mappings: [{ ...ENTRY, case_group_name: null }] },
    'mappings[0].case_group_name',
    'must be text, not null',
  ],
  [
    'an empty case group',
    { mappings: [{ ...ENTRY, case_group_name: '' }] },
    'mappings[0].case_group_name',
    'must not be empty',
  ],
  [
    'a list of roles',
    { mappings: [{ ...ENTRY, role_name: ['EDITOR'] }] },
    'mappings[0].role_name',
    'must be text, not a list',
  ],
])('a mapping with %s has one fault', (_, mapping, path, message) => {
  expect(mappingFaults(mapping)).toEqual([{ path, message }]);
});

test('an entry has one of group_name and group_prefix, and a prefix of at least 3 characters', () => {
  const team = { team_name: 'Analytics', role_name: 'VIEWER' };
  const mapping = {
    tenant_permission: [{ group_prefix: 'x', permission_name: 'READ' }],
    mappings: [
      { group_prefix: 'Contractors', ...team },
      { group_prefix: 'ab', ...team },
      { group_prefix: '👩‍🚒', ...team },
      { group_prefix: '👩‍', ...team },
      { ...ENTRY, group_prefix: 'Every' },
      { group_prefix: 7, ...team },
      team,
    ],
  };
  const tooShort = 'must have at least 3 characters';
  expect(mappingFaults(mapping)).toEqual([
    { path: 'mappings[1].group_prefix', message: tooShort },
    { path: 'mappings[3].group_prefix', message: tooShort },
    { path: 'mappings[4].group_prefix', message: 'stands beside group_name: keep one of them' },
    { path: 'mappings[5].group_prefix', message: 'must be text, not a number' },
    { path: 'mappings[6].group_name', message: 'is missing' },
    { path: 'tenant_permission[0].group_prefix', message: tooShort },
  ]);
});

test('mappings and everyone together have at least one entry', () => {
  const everyone = [{ team_name: 'Analytics', role_name: 'VIEWER' }];
  expect(mappingFaults({ everyone })).toEqual([]);
  expect(mappingFaults({ everyone, mappings: [] })).toEqual([]);
  expect(faultPaths({ everyone: [] })).toEqual(['mappings']);
  expect(faultPaths({ everyone: [], mappings: [] })).toEqual(['mappings']);
});

test('an entry of everyone gives a team or a case group, and names no group', () => {
  const team = { team_name: 'Analytics', role_name: 'VIEWER' };
  const everyone = [
    { ...team, provider: 'okta', label: 'All of us', case_group_name: 'Phishing' },
    { ...team, group_name: 'Everyone' },
    { ...team, role_name: 'EDITR' },
    { role_name: 'VIEWER', provider: '', label: 7 },
    { permission_name: 'READ' },
    null,
  ];
  expect(faultPaths({ everyone })).toEqual([
    'everyone[1].group_name',
    'everyone[3].team_name',
    'everyone[3].provider',
    'everyone[3].label',
    'everyone[4].permission_name',
    'everyone[4].team_name',
    'everyone[4].role_name',
    'everyone[5]',
    'everyone[2].role_name',
  ]);
  expect(faultPaths({ everyone: {}, mappings: [ENTRY] })).toEqual(['everyone']);
});

test('a prefix never makes owners', () => {
  expect(
    faultPaths({ mappings: [ENTRY], tenant_owners_groups: [{ group_prefix: 'Admins' }] as unknown[] }),
  ).toEqual(['tenant_owners_groups[0]']);
});

test('entries that are no objects do not shift the paths of the other faults', () => {
  const mapping = {
    tenant_owners_groups: ['Administrators', '', 5, null, ['x']],
    tenant_permission: [null, 'x', { group_name: 'a', permission_name: 1 }],
    mappings: [null, 'x', [], ENTRY, { ...ENTRY, role_name: undefined }, ...(Array(1) as object[])],
  };
  expect(mappingFaults(mapping).map(({ path }) => path)).toEqual([
    ...[1, 2, 3, 4].map((i) => `tenant_owners_groups[${i}]`),
    ...['mappings[0]', 'mappings[1]', 'mappings[2]', 'mappings[4].role_name', 'mappings[5]'],
    ...['tenant_permission[0]', 'tenant_permission[1]', 'tenant_permission[2].permission_name'],
  ]);
});

test('faults of the mapping and of the other settings are reported together', () => {
  const settings = { justInTime: 'yes', mapping: { mappings: [{ ...ENTRY, role_name: 'NONE' }] } };
  const create = () => createProvisioning({ dataSource, settings: settings as never });
  expect(create).toThrow(InvalidInputError);
  expect(create).toThrow(/justInTime: must be true or false\n {2}mapping\.mappings\[0\]\.role_name: is not/);
});
