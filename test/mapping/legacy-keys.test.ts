import type { DataSource } from 'typeorm';
import { createProvisioning } from 'passport-jit';
import { MAPPING, openDatabase, openHarness } from '../support/harness/harness';
import { ENTRY, mappingFaults, normalizedMapping } from '../support/harness/mappings';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

const { group_name, ...withoutGroup } = ENTRY;
const inLegacyEntry = { sso_group: group_name, ...withoutGroup };

test('the document of today is read as it stands, and written back as it stands', async () => {
  expect(JSON.parse(JSON.stringify(await normalizedMapping(dataSource, MAPPING)))).toEqual(MAPPING);
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
])('%s is written back in the current form', async (_, legacy, current) => {
  expect(JSON.parse(JSON.stringify(await normalizedMapping(dataSource, legacy)))).toEqual(current);
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

test('all of them at once, and the group attribute becomes that of the settings', async () => {
  const { settings } = createProvisioning({ dataSource, settings: { mapping: LEGACY_MAPPING } });
  const { mapping, groupAttribute } = await settings.get();
  expect(JSON.parse(JSON.stringify(mapping))).toEqual(CURRENT_MAPPING);
  expect(groupAttribute).toBe('memberOf');
});

test('in the database stands the current form', async () => {
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

test('an older name beside the current one is a fault: which of them counts is not ours to say', () => {
  const both = {
    tenant_owners_group: 'Administrators',
    tenant_owners_groups: ['Root'],
    tenant_permissions: [],
    tenant_permission: [],
    mappings: [{ ...ENTRY, sso_group: 'Somebody else' }],
  };
  expect(mappingFaults(dataSource, both).map(({ path }) => path)).toEqual([
    'tenant_owners_group',
    'tenant_permissions',
    'mappings[0].sso_group',
  ]);
});

test('beside user_group_mapping stands nothing, and inside it an object', () => {
  const beside = { user_group_mapping: { mappings: [ENTRY] }, tenant_owners_groups: ['Administrators'] };
  expect(mappingFaults(dataSource, beside)).toEqual([
    {
      path: 'tenant_owners_groups',
      message: 'must stand inside user_group_mapping, with the rest of the mapping',
    },
  ]);
  expect(mappingFaults(dataSource, { user_group_mapping: [ENTRY] })).toEqual([
    { path: 'user_group_mapping', message: 'must be an object with "mappings", not a list' },
  ]);
});

test('two different names for the group attribute are a fault', () => {
  const settings = { groupAttribute: 'groups', mapping: LEGACY_MAPPING };
  expect(() => createProvisioning({ dataSource, settings })).toThrow(/groupAttribute: is "groups"/);
  const same = { groupAttribute: 'memberOf', mapping: LEGACY_MAPPING };
  expect(() => createProvisioning({ dataSource, settings: same })).not.toThrow();
});
