import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { Club, Person, Right, Seat } from './app';

/** Who is there at the start of each test: one person for each kind of grant, one with none. */
export interface Seeded {
  member: Person;
  owner: Person;
  auditor: Person;
  nobody: Person;
  analytics: Club;
  response: Club;
  seat: Seat;
  right: Right;
}

/** Empties the database and fills it, behind the guard's back. */
export async function seed({ manager }: DataSource, tenant = 'default', empty = true): Promise<Seeded> {
  if (empty) for (const table of [...TABLES].reverse()) await manager.query(`DELETE FROM ${table}`);

  const person = (name: string, more: Partial<Person> = {}) => {
    const email = `${name}@${tenant}.example.com`;
    return manager.create(Person, { id: randomUUID(), tenant, email, emailKey: email, ...more });
  };
  const club = (name: string) => manager.create(Club, { id: randomUUID(), tenant, name });
  const people = {
    member: person('member'),
    owner: person('owner', { tenantOwner: true, ownerEntry: 3 }),
    auditor: person('auditor'),
    nobody: person('nobody'),
  };
  const clubs = { analytics: club('Analytics'), response: club('Incident Response') };
  const { member, auditor } = people;
  const id = randomUUID();
  const seat = manager.create(Seat, {
    id,
    userId: member.id,
    teamId: clubs.analytics.id,
    role: 'EDITOR',
    entry: 3,
  });
  const right = manager.create(Right, { id, userId: auditor.id, permission: 'AUDIT_LOG_READ', entry: 3 });

  await quietly(manager, Person, Object.values(people));
  await quietly(manager, Club, Object.values(clubs));
  await quietly(manager, Seat, [seat]);
  await quietly(manager, Right, [right]);
  return { ...people, ...clubs, seat, right };
}

/** Inserts without telling any subscriber. */
export async function quietly(
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
export async function contents({ manager }: DataSource): Promise<unknown> {
  const all: unknown[] = [];
  for (const table of TABLES) all.push(await manager.query(`SELECT * FROM ${table} ORDER BY id`));
  return JSON.parse(JSON.stringify(all));
}
