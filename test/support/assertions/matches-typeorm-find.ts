import { createProvisioning, type EntitySet, type Provisioning, type UserBase } from 'passport-jit';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { isOn } from '../databases/database-type';
import { identity, openDatabase } from '../harness/harness';
import { sampleValues } from '../fixtures/custom-columns';
import { unguarded } from '../databases/unguarded';

/** A database with the tables of a set. */
export interface EntityDatabase {
  dataSource: DataSource;
  entities: EntitySet;
}

export async function openEntityDatabase(
  entities: EntitySet,
  options: Partial<DataSourceOptions>,
): Promise<EntityDatabase> {
  return { entities, dataSource: await openDatabase({ ...options, entities: Object.values(entities) }) };
}

/** Names that a careless way of quoting would break. */
const NAMES = ['plain', "O'Hara", 'say "hi"', 'back\\slash', 'täglich 🚒', '{"json":[1]}', ':named', '$1'];
const GROUPS = Array.from({ length: 40 }, (_, i) => `${NAMES[i % NAMES.length]} ${i}`);
const MAPPING = {
  tenant_owners_groups: ['plain 0'],
  tenant_permission: GROUPS.map((name) => ({ group_name: name, permission_name: `may ${name}` })),
  mappings: GROUPS.flatMap((name, i) => [
    { group_name: name, team_name: `team ${name}`, role_name: 'EDITOR' },
    { group_name: name, team_name: `team ${i % 3}`, case_group_name: `case ${name}`, role_name: 'VIEWER' },
  ]),
};

/** @param change what the app does to a user between two sign-ins */
export async function expectToMatchFind(
  { dataSource, entities }: EntityDatabase,
  change: () => Promise<void> = async () => {},
): Promise<void> {
  const found = (id: string) => findUser(dataSource, entities, id);
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource, entities, settings, createMissingTeams: true });
  await jit.provision(identity('bo', GROUPS.slice(0, 5)), { provider: 'okta' });
  const created = await jit.provision(identity('ada', GROUPS), { provider: 'okta' });
  expect(created.outcome).toBe('created');
  const { id } = created.user!;
  expect(created.user!.memberships).toHaveLength(40);
  expect(created.user!.caseGroupMemberships).toHaveLength(40);
  expect(created.user!.tenantPermissions).toHaveLength(40);
  expect(sortGrantsById(created.user!)).toStrictEqual(await found(id));

  await change();
  // A session has all of the user but the groups, which can be large.
  const { identityProviderGroups, ...columns } = await found(id);
  const expected = Object.assign(Object.create(entities.User.prototype as object) as UserBase, columns);
  expect(sortGrantsById(await deserialized(jit, id))).toStrictEqual(expected);

  const again = await jit.provision(identity('ada', GROUPS), { provider: 'okta' });
  expect(again.outcome).toBe('unchanged');
  // What is told of a sign-in that wrote nothing is when it was.
  const { lastSignInAt, lastSyncedAt } = again.user!;
  expect(sortGrantsById(again.user!)).toStrictEqual(
    Object.assign(expected, { identityProviderGroups, lastSignInAt, lastSyncedAt }),
  );

  const fewer = await jit.provision(identity('ada', GROUPS.slice(2)), { provider: 'okta' });
  expect(fewer.user!.memberships).toHaveLength(38);
  expect(sortGrantsById(fewer.user!)).toStrictEqual(await found(id));
}

/** The user as TypeORM reads one, with the grants in the library's order. */
async function findUser(dataSource: DataSource, entities: EntitySet, id: string) {
  const { manager } = dataSource;
  const user = await manager.findOneOrFail(entities.User, { where: { id } });
  const where = { userId: id };
  // Each on its own: a join would multiply them all with each other.
  user.memberships = await manager.find(entities.Membership, { where, relations: { team: true } });
  user.caseGroupMemberships = await manager.find(entities.CaseGroupMembership, {
    where,
    relations: { caseGroup: { team: true } },
  });
  user.tenantPermissions = await manager.find(entities.TenantPermission, { where });
  return sortGrantsById(user);
}

/** TypeORM promises no order of what a user has. */
function sortGrantsById(user: UserBase): UserBase {
  for (const grants of [user.memberships, user.caseGroupMemberships, user.tenantPermissions]) {
    grants.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return user;
}

function deserialized(jit: Provisioning, id: string): Promise<UserBase> {
  return new Promise((resolve, reject) =>
    jit.deserializeUser({ id, syncedAt: null }, (error, user) =>
      error ? reject(error) : resolve(user as UserBase),
    ),
  );
}

/** Writes values into the app's own columns, past every guard. */
export async function fillCustomColumns(
  { dataSource }: EntityDatabase,
  own: Record<string, new () => object>,
): Promise<void> {
  for (const Class of Object.values(own)) {
    const affected = await unguarded(dataSource).update(Class, undefined, sampleValues());
    if (isOn('postgres')) expect(affected).toBeGreaterThan(0);
  }
}
