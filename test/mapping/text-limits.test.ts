import { ENTRY, mappingFaults } from '../support/fixtures/parse-mapping';

test.each([
  ['half of a surrogate pair', 'half \ud83d', 'must be well-formed Unicode without NUL'],
  ['the other half of a surrogate pair', '\udc69', 'must be well-formed Unicode without NUL'],
  ['NUL', 'nu\0l', 'must be well-formed Unicode without NUL'],
])('a name with %s is a fault in every key', (_, name, message) => {
  const mapping = {
    group_attribute_name: name,
    tenant_owners_groups: [name],
    tenant_permission: [{ group_name: name, permission_name: name }],
    mappings: [{ group_name: name, team_name: name, case_group_name: name, role_name: name }],
  };
  const paths = ['group_attribute_name', 'tenant_owners_groups[0]'];
  for (const key of ['group_name', 'team_name', 'case_group_name', 'role_name'])
    paths.push(`mappings[0].${key}`);
  for (const key of ['group_name', 'permission_name']) paths.push(`tenant_permission[0].${key}`);
  const faults = mappingFaults(mapping);
  expect(faults.map(({ path }) => path).sort()).toEqual(paths.sort());
  expect(new Set(faults.map((fault) => fault.message))).toEqual(new Set([message]));
});

test.each([
  ['group_name', 1024],
  ['team_name', 255],
  ['case_group_name', 255],
])('%s has at most %i characters, and an emoji is one', (key, most) => {
  const faults = (name: string) => mappingFaults({ mappings: [{ ...ENTRY, [key]: name }] });
  expect(faults('x'.repeat(most))).toEqual([]);
  expect(faults('🚒'.repeat(most))).toEqual([]);
  const message = `must have at most ${most} characters`;
  expect(faults('x'.repeat(most + 1))).toEqual([{ path: `mappings[0].${key}`, message }]);
  expect(faults('🚒'.repeat(most + 1))).toEqual([{ path: `mappings[0].${key}`, message }]);
  expect(faults('🚒'.repeat(500_000))).toEqual([{ path: `mappings[0].${key}`, message }]);
});
