import type { DataSource } from 'typeorm';
import { openDatabase } from '../support/harness/harness';
import { ENTRY, mappingFaults } from '../support/harness/mappings';

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase();
});
afterAll(() => dataSource.destroy());

const withRole = (role_name: string) => ({ mappings: [{ ...ENTRY, role_name }] });

test.each(['TEAM_ADMIN', 'EDITOR', 'VIEWER'])('%s is a role by default', (role) => {
  expect(mappingFaults(dataSource, withRole(role))).toEqual([]);
});

test.each([
  ['viewer', 'VIEWER'],
  ['VEIWER', 'VIEWER'],
  ['EDITOR ', 'EDITOR'],
  ['TEAM-ADMIN', 'TEAM_ADMIN'],
  ['admin', 'TEAM_ADMIN'],
])('for the role %j the nearest is %s', (role, suggestion) => {
  expect(mappingFaults(dataSource, withRole(role))).toEqual([
    {
      path: 'mappings[0].role_name',
      message: expect.stringContaining(`did you mean "${suggestion}"?`) as string,
    },
  ]);
});

test.each(['constructor', 'toString', '__proto__', '🙈', 'Q'])('no role is near %j', (role) => {
  const [fault] = mappingFaults(dataSource, withRole(role));
  expect(fault?.message).toBe('is no declared role (declared: TEAM_ADMIN, EDITOR, VIEWER)');
});

test('roles of the app take the place of the usual ones', () => {
  const roles = ['Röntgen', 'constructor'];
  expect(mappingFaults(dataSource, withRole('Röntgen'), { roles })).toEqual([]);
  expect(mappingFaults(dataSource, withRole('constructor'), { roles })).toEqual([]);
  expect(mappingFaults(dataSource, withRole('VIEWER'), { roles })).toHaveLength(1);
});

test('permissions may have any name until the app declares some', () => {
  const mapping = {
    mappings: [ENTRY],
    tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_RAED' }],
  };
  expect(mappingFaults(dataSource, mapping)).toEqual([]);
  expect(mappingFaults(dataSource, mapping, { permissions: ['AUDIT_LOG_READ', 'BILLING'] })).toEqual([
    {
      path: 'tenant_permission[0].permission_name',
      message:
        'is no declared permission; did you mean "AUDIT_LOG_READ"? (declared: AUDIT_LOG_READ, BILLING)',
    },
  ]);
});

test('a long list of declared names is not told with every fault', () => {
  const permissions = Array.from({ length: 13 }, (_, i) => `PERMISSION_${i}`);
  const tenant_permission = [{ group_name: 'Auditors', permission_name: 'PERMISSION_1x' }];
  const [fault] = mappingFaults(dataSource, { mappings: [ENTRY], tenant_permission }, { permissions });
  expect(fault?.message).toBe('is no declared permission; did you mean "PERMISSION_1"?');
});
