import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, openDatabase } from '../support/harness/harness';

/** Names that a database's collation may take for the same. */
const NAMES = [
  'Ops',
  'ops',
  'OPS',
  'Öps',
  'Ops ',
  ' Ops',
  'Ops😀',
  'Ops😁',
  'ﬀ',
  'ff',
  'ß',
  'ss',
  '\u00e9',
  'e\u0301',
];

let dataSource: DataSource;
let jit: Provisioning;
beforeEach(async () => {
  dataSource = await openDatabase();
  const mapping = {
    tenant_permission: NAMES.map((name) => ({ group_name: name, permission_name: `may ${name}` })),
    mappings: NAMES.flatMap((name) => [
      { group_name: name, team_name: name, role_name: 'VIEWER' },
      { group_name: name, team_name: 'Ops', case_group_name: name, role_name: 'EDITOR' },
    ]),
  };
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
  jit = createProvisioning({ dataSource, settings, createMissingTeams: true });
});
afterEach(() => dataSource.destroy());

const sorted = (names: readonly string[]) => [...names].sort();

test('groups, teams, case groups and permissions are compared code point by code point', async () => {
  for (const groups of [NAMES.slice(0, 7), NAMES, NAMES.slice(3)]) {
    const { user } = await jit.provision(identity('ada', groups), { provider: 'okta' });
    expect(user!.memberships.map(({ team }) => team.name).sort()).toEqual(sorted(groups));
    expect(user!.caseGroupMemberships.map(({ caseGroup }) => caseGroup.name).sort()).toEqual(sorted(groups));
    expect(user!.tenantPermissions.map(({ permission }) => permission).sort()).toEqual(
      sorted(groups.map((name) => `may ${name}`)),
    );
    expect(user!.identityProviderGroups).toEqual(groups);
  }
});

test('subjects, providers and tenants are compared code point by code point', async () => {
  const ids = new Set<string>();
  for (const name of NAMES) {
    const options = { provider: 'okta' };
    const { user } = await jit.provision(identity(name, [], { email: undefined }), options);
    const elsewhere = await jit.provision(identity('ada', [], { email: undefined }), { provider: name });
    const other = await jit.provision(identity('ada', []), { ...options, tenant: name });
    for (const each of [user, elsewhere.user, other.user]) ids.add(each!.id);
  }
  expect(ids.size).toBe(3 * NAMES.length);
  expect(await dataSource.manager.count(entities.User)).toBe(3 * NAMES.length);
});

test('addresses are compared without case, and otherwise exactly', async () => {
  const outcomes = [];
  for (const email of ['jose@example.com', 'josé@example.com', 'JOSE@example.com', 'jose @example.com']) {
    const { outcome } = await jit.provision(identity(email, [], { email }), { provider: 'okta' });
    outcomes.push(outcome);
  }
  expect(outcomes).toEqual(['created', 'created', 'denied', 'created']);
});
