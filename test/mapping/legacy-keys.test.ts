import type { DataSource } from 'typeorm';
import { createProvisioning } from 'passport-jit';
import { MAPPING, openDatabase, openHarness } from '../support/harness/harness';
import { ENTRY, mappingFaults, normalizedMapping } from '../support/fixtures/parse-mapping';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

const { group_name, ...withoutGroup } = ENTRY;
const inLegacyEntry = { sso_group: group_name, ...withoutGroup };

test('a mapping in the current spelling is read and stored as it is', () => {
  expect(JSON.parse(JSON.stringify(normalizedMapping(MAPPING)))).toEqual(MAPPING);
});

test.each([
  ['sso_group in a mapping', { mappings: [inLegacyEntry] }, { mappings: [ENTRY] }],
  [
    'sso_group in a permission',
    { mappings: [ENTRY], tenant_permission: [{ sso_group: 'Auditors', permission_name: 'READ' }] },
    { mappings: [ENTRY], tenant_permission: [{ group_name: 'Auditors', permission_name: 'READ' }] },
  ],
  [
    'tenant_owners_group with one string',
    { mappings: [ENTRY], tenant_owners_group: 'Administrators' },
    { mappings: [ENTRY], tenant_owners_groups: ['Administrators'] },
  ],
  [
    'tenant_owners_group with a list',
    { mappings: [ENTRY], tenant_owners_group: ['Administrators', 'Root'] },
    { mappings: [ENTRY], tenant_owners_groups: ['Administrators', 'Root'] },
  ],
  [
    'tenant_permissions',
    { mappings: [ENTRY], tenant_permissions: [{ group_name: 'Auditors', permission_name: 'READ' }] },
    { mappings: [ENTRY], tenant_permission: [{ group_name: 'Auditors', permission_name: 'READ' }] },
  ],
  ['user_group_mapping around it', { user_group_mapping: { mappings: [ENTRY] } }, { mappings: [ENTRY] }],
  [
    'group_attribute_name inside',
    { group_attribute_name: 'memberOf', mappings: [ENTRY] },
    { mappings: [ENTRY] },
  ],
])('%s is stored in the current spelling', (_, legacy, current) => {
  expect(JSON.parse(JSON.stringify(normalizedMapping(legacy)))).toEqual(current);
});

const LEGACY_MAPPING = {
  user_group_mapping: {
    group_attribute_name: 'memberOf',
    tenant_owners_group: 'Administrators',
    tenant_permissions: [{ sso_group: 'Auditors', permission_name: 'READ' }],
    mappings: [inLegacyEntry, { ...ENTRY, group_name: 'Managers' }],
  },
};
const CURRENT_MAPPING = {
  tenant_owners_groups: ['Administrators'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'READ' }],
  mappings: [ENTRY, { ...ENTRY, group_name: 'Managers' }],
};

test('a mapping of legacy keys alone is read, and its group attribute becomes that of the settings', async () => {
  const { settings } = createProvisioning({ dataSource, settings: { mapping: LEGACY_MAPPING } });
  const { mapping, groupAttribute } = await settings.get();
  expect(JSON.parse(JSON.stringify(mapping))).toEqual(CURRENT_MAPPING);
  expect(groupAttribute).toBe('memberOf');
});

test('a mapping of legacy keys is stored in the database in the current spelling', async () => {
  const harness = await openHarness({ settings: undefined });
  const saved = await harness.jit.settings.update({ mapping: LEGACY_MAPPING }, { version: 0, actor: 'ada' });
  const [row] = await harness.dataSource.query<{ mapping: string | object; groupAttribute: string }[]>(
    'SELECT * FROM jit_settings',
  );
  const { mapping } = row!;
  expect(typeof mapping === 'string' ? JSON.parse(mapping) : mapping).toEqual(CURRENT_MAPPING);
  expect(row!.groupAttribute).toBe('memberOf');
  expect(saved).toMatchObject({ groupAttribute: 'memberOf', version: 1 });
  await harness.close();
});

test('a legacy key beside the current one is a fault, since either may be meant', () => {
  const both = {
    tenant_owners_group: 'Administrators',
    tenant_owners_groups: ['Root'],
    tenant_permissions: [],
    tenant_permission: [],
    mappings: [{ ...ENTRY, sso_group: 'Other group' }],
  };
  expect(mappingFaults(both).map(({ path }) => path)).toEqual([
    'tenant_owners_group',
    'tenant_permissions',
    'mappings[0].sso_group',
  ]);
});

test('user_group_mapping is the only key, and its value an object', () => {
  const beside = { user_group_mapping: { mappings: [ENTRY] }, tenant_owners_groups: ['Administrators'] };
  expect(mappingFaults(beside)).toEqual([
    {
      path: 'tenant_owners_groups',
      message: 'must stand inside user_group_mapping, with the rest of the mapping',
    },
  ]);
  expect(mappingFaults({ user_group_mapping: [ENTRY] })).toEqual([
    { path: 'user_group_mapping', message: 'must be an object with "mappings", not a list' },
  ]);
});

test('a group attribute in the mapping that differs from that of the settings is a fault', () => {
  const settings = { groupAttribute: 'groups', mapping: LEGACY_MAPPING };
  expect(() => createProvisioning({ dataSource, settings })).toThrow(/groupAttribute: is "groups"/);
  const same = { groupAttribute: 'memberOf', mapping: LEGACY_MAPPING };
  expect(() => createProvisioning({ dataSource, settings: same })).not.toThrow();
});
