import { ENTRY, mappingFaults } from '../support/fixtures/parse-mapping';

const withRole = (role_name: string) => ({ mappings: [{ ...ENTRY, role_name }] });

test.each(['TEAM_ADMIN', 'EDITOR', 'VIEWER'])('%s is a role by default', (role) => {
  expect(mappingFaults(withRole(role))).toEqual([]);
});

test.each([
  ['viewer', 'VIEWER'],
  ['VEIWER', 'VIEWER'],
  ['EDITOR ', 'EDITOR'],
  ['TEAM-ADMIN', 'TEAM_ADMIN'],
  ['admin', 'TEAM_ADMIN'],
])('for the unknown role %j, %s is suggested', (role, suggestion) => {
  expect(mappingFaults(withRole(role))).toEqual([
    {
      path: 'mappings[0].role_name',
      message: expect.stringContaining(`did you mean "${suggestion}"?`) as string,
    },
  ]);
});

test.each(['constructor', 'toString', '__proto__', '🙈', 'Q'])(
  'for the unknown role %j, no role is suggested',
  (role) => {
    const [fault] = mappingFaults(withRole(role));
    expect(fault?.message).toBe('is not a declared role (declared: TEAM_ADMIN, EDITOR, VIEWER)');
  },
);

test('roles that the app declares replace the default ones', () => {
  const roles = ['Röntgen', 'constructor'];
  expect(mappingFaults(withRole('Röntgen'), { roles })).toEqual([]);
  expect(mappingFaults(withRole('constructor'), { roles })).toEqual([]);
  expect(mappingFaults(withRole('VIEWER'), { roles })).toHaveLength(1);
});

test('a permission may have any name unless the app declares permissions', () => {
  const mapping = {
    mappings: [ENTRY],
    tenant_permission: [{ group_name: 'Auditors', permission_name: 'AUDIT_LOG_RAED' }],
  };
  expect(mappingFaults(mapping)).toEqual([]);
  expect(mappingFaults(mapping, { permissions: ['AUDIT_LOG_READ', 'BILLING'] })).toEqual([
    {
      path: 'tenant_permission[0].permission_name',
      message:
        'is not a declared permission; did you mean "AUDIT_LOG_READ"? (declared: AUDIT_LOG_READ, BILLING)',
    },
  ]);
});

test('a message leaves out the declared names when there are more than twelve', () => {
  const permissions = Array.from({ length: 13 }, (_, i) => `PERMISSION_${i}`);
  const tenant_permission = [{ group_name: 'Auditors', permission_name: 'PERMISSION_1x' }];
  const [fault] = mappingFaults({ mappings: [ENTRY], tenant_permission }, { permissions });
  expect(fault?.message).toBe('is not a declared permission; did you mean "PERMISSION_1"?');
});
