import type { DataSource } from 'typeorm';
import { createProvisioning } from 'passport-jit';
import { MAPPING, openDatabase, openHarness } from '../support/harness';
import { ENTRY, faultsOf, writtenBack } from './support';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

const { group_name, ...withoutGroup } = ENTRY;
const inOldEntry = { sso_group: group_name, ...withoutGroup };

test('the document of today is read as it stands, and written back as it stands', async () => {
  expect(JSON.parse(JSON.stringify(await writtenBack(dataSource, MAPPING)))).toEqual(MAPPING);
});

test.each([
  ['sso_group in a mapping', { mappings: [inOldEntry] }, { mappings: [ENTRY] }],
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
])('%s is written back in the current form', async (_, older, current) => {
  expect(JSON.parse(JSON.stringify(await writtenBack(dataSource, older)))).toEqual(current);
});

const ALL_OLDER = {
  user_group_mapping: {
    group_attribute_name: 'memberOf',
    tenant_owners_group: 'Administrators',
    tenant_permissions: [{ sso_group: 'Auditors', permission_name: 'READ' }],
    mappings: [inOldEntry, { ...ENTRY, group_name: 'Managers' }],
  },
};
const ALL_CURRENT = {
  tenant_owners_groups: ['Administrators'],
  tenant_permission: [{ group_name: 'Auditors', permission_name: 'READ' }],
  mappings: [ENTRY, { ...ENTRY, group_name: 'Managers' }],
};

test('all of them at once, and the group attribute becomes that of the settings', async () => {
  const { settings } = createProvisioning({ dataSource, settings: { mapping: ALL_OLDER } });
  const { mapping, groupAttribute } = await settings.get();
  expect(JSON.parse(JSON.stringify(mapping))).toEqual(ALL_CURRENT);
  expect(groupAttribute).toBe('memberOf');
});

test('in the database stands the current form', async () => {
  const harness = await openHarness({ settings: undefined });
  const saved = await harness.jit.settings.update({ mapping: ALL_OLDER }, { version: 0, actor: 'ada' });
  const [row] = await harness.dataSource.query<{ mapping: string | object; groupAttribute: string }[]>(
    'SELECT * FROM jit_settings',
  );
  const { mapping } = row!;
  expect(typeof mapping === 'string' ? JSON.parse(mapping) : mapping).toEqual(ALL_CURRENT);
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
  expect(faultsOf(dataSource, both).map(({ path }) => path)).toEqual([
    'tenant_owners_group',
    'tenant_permissions',
    'mappings[0].sso_group',
  ]);
});

test('beside user_group_mapping stands nothing, and inside it an object', () => {
  const beside = { user_group_mapping: { mappings: [ENTRY] }, tenant_owners_groups: ['Administrators'] };
  expect(faultsOf(dataSource, beside)).toEqual([
    {
      path: 'tenant_owners_groups',
      message: 'must stand inside user_group_mapping, with the rest of the mapping',
    },
  ]);
  expect(faultsOf(dataSource, { user_group_mapping: [ENTRY] })).toEqual([
    { path: 'user_group_mapping', message: 'must be an object with "mappings", not a list' },
  ]);
});

test('two different names for the group attribute are a fault', () => {
  const settings = { groupAttribute: 'groups', mapping: ALL_OLDER };
  expect(() => createProvisioning({ dataSource, settings })).toThrow(/groupAttribute: is "groups"/);
  const same = { groupAttribute: 'memberOf', mapping: ALL_OLDER };
  expect(() => createProvisioning({ dataSource, settings: same })).not.toThrow();
});
