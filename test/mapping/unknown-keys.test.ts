import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness/harness';
import { ENTRY, faultPaths, mappingFaults, normalizedMapping } from '../support/harness/mappings';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

const PERMISSION = { group_name: 'Auditors', permission_name: 'READ' };
const NASTY = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'team', ' group_name', 'Group_Name'];

/** JSON.parse is the one way to an own property of the name `__proto__`, and the way in which a document comes. */
function withKey(object: object, key: string, value: unknown): object {
  return JSON.parse(
    `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(value)}}`,
  ) as object;
}

test.each(NASTY)('the key %j is a fault at every level', (key) => {
  const mapping = withKey(
    {
      tenant_permission: [PERMISSION, withKey(PERMISSION, key, 1)],
      mappings: [ENTRY, withKey(ENTRY, key, { group_name: 'Administrators' })],
    },
    key,
    [],
  );
  const paths = [key, `mappings[1].${key}`, `tenant_permission[1].${key}`];
  expect(faultPaths(dataSource, mapping)).toEqual(paths);
  expect(faultPaths(dataSource, { user_group_mapping: mapping })).toEqual(paths);
});

test.each([
  ['mapping', '', 'mappings'],
  ['tenant_owner_groups', '', 'tenant_owners_groups'],
  ['groupName', 'mappings[0].', 'group_name'],
  ['team', 'mappings[0].', 'team_name'],
  ['casegroup_name', 'mappings[0].', 'case_group_name'],
])('%s: did you mean %s%s?', (key, place, meant) => {
  const mapping =
    place === '' ? { mappings: [ENTRY], [key]: [] } : { mappings: [{ ...ENTRY, [key]: 'Phishing' }] };
  const message = expect.stringMatching(`^is no known key; did you mean "${meant}"\\? \\(known: `) as string;
  expect(mappingFaults(dataSource, mapping)).toEqual([{ path: `${place}${key}`, message }]);
});

test('a prototype is not read: an entry that inherits its group has none', () => {
  const inherited: unknown = Object.assign(Object.create({ group_name: 'Everyone' }) as object, {
    team_name: 'Analytics',
    role_name: 'VIEWER',
  });
  expect(faultPaths(dataSource, { mappings: [inherited] })).toEqual(['mappings[0].group_name']);
  const fromJson = JSON.parse(`{"__proto__":{"mappings":[${JSON.stringify(ENTRY)}]}}`) as object;
  expect(faultPaths(dataSource, fromJson)).toEqual(['__proto__', 'mappings']);
});

test('what is undefined in code is as good as left out', async () => {
  const mapping = { mappings: [{ ...ENTRY, case_group_name: undefined }], tenant_permission: undefined };
  expect(JSON.parse(JSON.stringify(await normalizedMapping(dataSource, mapping)))).toEqual({
    mappings: [ENTRY],
  });
});

test('a later change of the document in code changes nothing', async () => {
  const mapping = { mappings: [{ ...ENTRY }], tenant_owners_groups: ['Administrators'] };
  const kept = await normalizedMapping(dataSource, mapping);
  mapping.mappings[0]!.role_name = 'TEAM_ADMIN';
  mapping.tenant_owners_groups.push('Everyone');
  expect(kept).toMatchObject({ mappings: [ENTRY], tenant_owners_groups: ['Administrators'] });
});
