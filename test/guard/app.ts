import { randomUUID } from 'node:crypto';
import {
  Column,
  DataSource,
  DeleteDateColumn,
  Entity,
  OneToMany,
  PrimaryColumn,
  type DataSourceOptions,
  type EntityManager,
  type Relation,
} from 'typeorm';
import {
  createProvisioning,
  defineEntities,
  MembershipBase,
  ProvisioningSubscriber,
  TeamBase,
  TenantPermissionBase,
  UserBase,
  type ProvisioningOptions,
} from 'passport-jit';
import { MAPPING } from '../support/harness';

/** An app that has classes of its own, with all that makes a guard's life hard: cascades and soft deletes. */
@Entity('people')
export class Person extends UserBase {
  @Column({ type: 'varchar', nullable: true })
  nickname!: string | null;

  @DeleteDateColumn()
  deletedAt!: Date | null;

  @OneToMany(() => Seat, (seat) => seat.user, { cascade: true })
  seats!: Relation<Seat>[];
}

@Entity('clubs')
export class Club extends TeamBase {
  @Column({ type: 'varchar', nullable: true })
  title!: string | null;

  @DeleteDateColumn()
  deletedAt!: Date | null;

  @OneToMany(() => Seat, (seat) => seat.team, { cascade: true })
  seats!: Relation<Seat>[];
}

@Entity('seats')
export class Seat extends MembershipBase {
  @Column({ type: 'boolean', default: false })
  pinned!: boolean;

  @DeleteDateColumn()
  deletedAt!: Date | null;
}

@Entity('rights')
export class Right extends TenantPermissionBase {
  @DeleteDateColumn()
  deletedAt!: Date | null;
}

/** Other classes on the same tables. */
@Entity('seats', { synchronize: false })
export class SeatRole {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('varchar')
  role!: string;
}
@Entity('rights', { synchronize: false })
export class RightName {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('varchar')
  permission!: string;
}
@Entity('people', { synchronize: false })
export class PersonFlags {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('boolean')
  tenantOwner!: boolean;
}

export const appEntities = defineEntities({
  User: Person,
  Team: Club,
  Membership: Seat,
  TenantPermission: Right,
});

export async function openApp(options: Partial<DataSourceOptions> = {}): Promise<DataSource> {
  return new DataSource({
    type: 'better-sqlite3',
    database: ':memory:',
    synchronize: true,
    entities: [...Object.values(appEntities), SeatRole, RightName, PersonFlags],
    subscribers: [ProvisioningSubscriber],
    ...options,
  } as DataSourceOptions).initialize();
}

export const SYNC = {
  justInTime: true,
  enhancedSync: true,
  groupAttribute: 'groups',
  mapping: MAPPING,
} as const;

export function provisioning(dataSource: DataSource, options: Partial<ProvisioningOptions> = {}) {
  return createProvisioning({ dataSource, entities: appEntities, settings: SYNC, ...options });
}

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
  for (const table of TABLES) all.push(await manager.query(`SELECT * FROM ${table} ORDER BY "id"`));
  return JSON.parse(JSON.stringify(all));
}
