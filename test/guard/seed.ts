import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { AppTeam, AppUser, AppPermission, AppMembership } from './app';

/** Who is there at the start of each test: one person for each kind of grant, one with none. */
export interface SeededRows {
  member: AppUser;
  owner: AppUser;
  auditor: AppUser;
  nobody: AppUser;
  analytics: AppTeam;
  response: AppTeam;
  membership: AppMembership;
  permission: AppPermission;
}

/** Empties the database and fills it, behind the guard's back. */
export async function seed({ manager }: DataSource, tenant = 'default', empty = true): Promise<SeededRows> {
  if (empty) for (const table of [...TABLES].reverse()) await manager.query(`DELETE FROM ${table}`);

  const createUser = (name: string, more: Partial<AppUser> = {}) => {
    const email = `${name}@${tenant}.example.com`;
    return manager.create(AppUser, { id: randomUUID(), tenant, email, emailKey: email, ...more });
  };
  const createTeam = (name: string) => manager.create(AppTeam, { id: randomUUID(), tenant, name });
  const users = {
    member: createUser('member'),
    owner: createUser('owner', { tenantOwner: true, ownerEntry: 3 }),
    auditor: createUser('auditor'),
    nobody: createUser('nobody'),
  };
  const teams = { analytics: createTeam('Analytics'), response: createTeam('Incident Response') };
  const { member, auditor } = users;
  const id = randomUUID();
  const membership = manager.create(AppMembership, {
    id,
    userId: member.id,
    teamId: teams.analytics.id,
    role: 'EDITOR',
    entry: 3,
  });
  const permission = manager.create(AppPermission, {
    id,
    userId: auditor.id,
    permission: 'AUDIT_LOG_READ',
    entry: 3,
  });

  await insertWithoutListeners(manager, AppUser, Object.values(users));
  await insertWithoutListeners(manager, AppTeam, Object.values(teams));
  await insertWithoutListeners(manager, AppMembership, [membership]);
  await insertWithoutListeners(manager, AppPermission, [permission]);
  return { ...users, ...teams, membership, permission };
}

/** Inserts without telling any subscriber. */
export async function insertWithoutListeners(
  manager: EntityManager,
  entity: new () => object,
  rows: readonly object[],
): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values([...rows])
    .updateEntity(false)
    .callListeners(false)
    .execute();
}

const TABLES = [
  'seats',
  'rights',
  'people',
  'clubs',
  'jit_case_groups',
  'jit_case_group_memberships',
  'jit_identities',
];

/** Everything that is in the database, in a form to compare. */
export async function databaseContents({ manager }: DataSource): Promise<unknown> {
  const all: unknown[] = [];
  for (const table of TABLES) all.push(await manager.query(`SELECT * FROM ${table} ORDER BY id`));
  return JSON.parse(JSON.stringify(all));
}
