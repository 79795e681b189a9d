import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { createProvisioning, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { assignPerson } from '../../examples/custom-entities/assign-person';
import { entities } from '../../examples/custom-entities/entities';
import { Person } from '../../examples/custom-entities/person';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

const main = resolve(__dirname, '../../examples/custom-entities/main.ts');

test('the example runs', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main]);
  expect(stdout).toContain('created: Ada Lovelace, Engines, Workshop (EDITOR)\n');
  expect(stdout).toContain("given_name: 'Ada'");
  expect(stdout).toContain("costCentres: '4711,4712'");
});

describe('in its database', () => {
  let dataSource: DataSource;
  let jit: Provisioning;
  beforeEach(async () => {
    dataSource = await openDatabase({ entities: Object.values(entities) });
    const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
    jit = createProvisioning({
      dataSource,
      entities,
      settings,
      assignUser: assignPerson,
      createMissingTeams: true,
    });
  });
  afterEach(() => dataSource.destroy());

  test('every relation leads to the own class', async () => {
    const { user } = await jit.provision(identity('ada', ['Administrators', 'Phishing', 'Auditors']), {
      provider: 'okta',
    });
    expect(user).toBeInstanceOf(Person);
    const relations = { user: true };
    const { manager } = dataSource;
    for (const Class of [
      entities.Identity,
      entities.Membership,
      entities.CaseGroupMembership,
      entities.TenantPermission,
    ]) {
      const [row] = await manager.find<{ user: UserOf }>(Class, { relations });
      expect(row?.user).toBeInstanceOf(Person);
      expect(row?.user.id).toBe(user!.id);
    }
    const person = await manager.findOneByOrFail(Person, { memberships: { team: { name: 'Analytics' } } });
    expect(person.firstName).toBe('ada');
  });

  test('a value that is not text is not used as the department', async () => {
    const attributes = { department: { name: 'x' }, costCentre: [7, null], groups: ['Everyone'] };
    await jit.provision(identity('bo', [], { attributes }), { provider: 'okta' });
    expect(await dataSource.manager.findOneByOrFail(Person, {})).toMatchObject({
      department: null,
      costCentres: null,
    });
  });
});

type UserOf = { id: string };
