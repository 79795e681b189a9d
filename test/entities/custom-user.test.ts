import { createProvisioning, type ProvisioningOptions, type UserBase } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { createDatabase, onServer } from '../support/databases/create-database';
import { isOn } from '../support/databases/database-type';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { runSql } from '../support/databases/run-sql';
import { assignMember, Department, entities, HOSTILE, Member } from '../support/fixtures/custom-user';

let dataSource: DataSource;
beforeEach(async () => {
  const database = await createDatabase();
  // The app's own table has text for a key there, which has to compare as what refers to it does.
  if (isOn('mariadb')) {
    const name = String(database.database);
    await onServer((admin) => admin.query(`ALTER DATABASE ${name} COLLATE utf8mb4_nopad_bin`));
  }
  dataSource = await openDatabase({ ...database, entities: [...Object.values(entities), Department] });
  await dataSource.manager.insert(Department, [{ id: 'Engines' }, { id: 'Looms' }]);
});
afterEach(() => dataSource.destroy());

const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const provisioning = (options: Partial<ProvisioningOptions<typeof entities>> = {}) =>
  createProvisioning({ dataSource, entities, settings, createMissingTeams: true, ...options });
const find = () => dataSource.manager.findOneByOrFail(Member, { email: 'ada@example.com' });

const ada = (badge: string, city: string, department: string, groups: string[] = ['Everyone']) =>
  identity('ada', groups, { attributes: { badge, city, department, groups } });

test('assignUser sets own columns when the user is created, and not later', async () => {
  const jit = provisioning({ assignUser: assignMember });
  const { user } = await jit.provision(ada('B1', 'London', 'Engines'), { provider: 'okta' });
  const filled = {
    badge: 'B1',
    tags: ['B1'],
    address: { city: 'London', street: 'First' },
    department: { id: 'Engines' },
  };
  expect(user).toMatchObject(filled);
  expect(await find()).toMatchObject(filled);
  await jit.provision(ada('B2', 'Paris', 'Looms', ['Managers']), { provider: 'okta' });
  expect(await find()).toMatchObject(filled);
});

test('with syncProfile they are updated at every sign-in, and unchanged values are not written', async () => {
  const jit = provisioning({ assignUser: assignMember, syncProfile: true });
  await jit.provision(ada('B1', 'London', 'Engines'), { provider: 'okta' });
  await dataSource
    .createQueryBuilder()
    .update(Member)
    .set({ address: { street: 'Second' } })
    .execute();

  await jit.provision(ada('B2', 'Paris', 'Looms'), { provider: 'okta' });
  const filled = {
    badge: 'B2',
    tags: ['B1', 'B2'],
    address: { city: 'Paris', street: 'Second' },
    department: { id: 'Looms' },
  };
  expect(await find()).toMatchObject(filled);
  const { user } = await jit.provision(ada('B3', 'Paris', 'Looms', ['Managers']), { provider: 'okta' });
  expect(user).toMatchObject({ badge: 'B3', tags: ['B1', 'B2', 'B3'] });
  expect(await find()).toMatchObject({ badge: 'B3', tags: ['B1', 'B2', 'B3'] });

  const still = provisioning({
    syncProfile: true,
    assignUser: (member) => void (member.tags = ['B1', 'B2', 'B3']),
  });
  const { revision } = await find();
  await still.provision(ada('B3', 'Paris', 'Looms', ['Managers']), { provider: 'okta' });
  expect((await find()).revision).toBe(revision);
});

test('the version and the time of the last change are kept, and the user who comes back has them', async () => {
  const jit = provisioning({ lastSignInPrecision: 0 });
  const first = await jit.provision(identity('ada', ['Everyone']), { provider: 'okta' });
  expect(first.user?.revision).toBe(1);
  await runSql(dataSource, `UPDATE members SET "changedAt" = '2001-01-01 00:00:00'`);
  const { user, outcome } = await jit.provision(identity('ada', ['Everyone']), { provider: 'okta' });
  expect(outcome).toBe('unchanged');
  const found = await find();
  expect(found.revision).toBe(2);
  expect(found.changedAt.getFullYear()).toBeGreaterThan(2001);
  expect(user).toMatchObject({ revision: found.revision, changedAt: found.changedAt });
});

test('changes of assignUser to the columns of the library are discarded', async () => {
  const attributes = { ...HOSTILE, groups: ['Everyone'] };
  const jit = provisioning({
    syncProfile: true,
    assignUser: (member: UserBase, sent) => void Object.assign(member, sent.attributes),
  });
  const { user } = await jit.provision(identity('ada', [], { attributes }), { provider: 'okta' });
  await jit.provision(identity('ada', [], { attributes }), { provider: 'okta' });
  const found = await find();
  expect(found).toMatchObject({
    badge: 'copied',
    id: user!.id,
    tenant: 'default',
    email: 'ada@example.com',
  });
  expect(found).toMatchObject({ tenantOwner: false, ownerSource: null, active: true, invited: false });
  expect(found.createdAt.getFullYear()).toBeGreaterThan(2001);
  expect(user!.memberships.map(({ role }) => role)).toEqual(['VIEWER']);
});

test('no user is created if assignUser throws', async () => {
  const jit = provisioning({ assignUser: () => Promise.reject(new Error('no badge')) });
  await expect(jit.provision(identity('ada', []), { provider: 'okta' })).rejects.toThrow('no badge');
  expect(await dataSource.manager.count(Member)).toBe(0);
});
