import {
  Column,
  DataSource,
  DeleteDateColumn,
  Entity,
  OneToMany,
  PrimaryColumn,
  type DataSourceOptions,
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
import { dropAtEnd, newDatabase } from '../support/database';

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
  const dataSource = await new DataSource({
    ...(await newDatabase()),
    synchronize: true,
    entities: [...Object.values(appEntities), SeatRole, RightName, PersonFlags],
    subscribers: [ProvisioningSubscriber],
    ...options,
  } as DataSourceOptions).initialize();
  return dropAtEnd(dataSource);
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
