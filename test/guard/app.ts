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
import { dropOnDestroy, createDatabase } from '../support/database';

/** An app that has classes of its own, with all that makes a guard's life hard: cascades and soft deletes. */
@Entity('people')
export class AppUser extends UserBase {
  @Column({ type: 'varchar', nullable: true })
  nickname!: string | null;

  @DeleteDateColumn()
  deletedAt!: Date | null;

  @OneToMany(() => AppMembership, (membership) => membership.user, { cascade: true })
  cascadedMemberships!: Relation<AppMembership>[];
}

@Entity('clubs')
export class AppTeam extends TeamBase {
  @Column({ type: 'varchar', nullable: true })
  title!: string | null;

  @DeleteDateColumn()
  deletedAt!: Date | null;

  @OneToMany(() => AppMembership, (membership) => membership.team, { cascade: true })
  cascadedMemberships!: Relation<AppMembership>[];
}

@Entity('seats')
export class AppMembership extends MembershipBase {
  @Column({ type: 'boolean', default: false })
  pinned!: boolean;

  @DeleteDateColumn()
  deletedAt!: Date | null;
}

@Entity('rights')
export class AppPermission extends TenantPermissionBase {
  @DeleteDateColumn()
  deletedAt!: Date | null;
}

/** Other classes on the same tables. */
@Entity('seats', { synchronize: false })
export class MembershipAlias {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('varchar')
  role!: string;
}
@Entity('rights', { synchronize: false })
export class PermissionAlias {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('varchar')
  permission!: string;
}
@Entity('people', { synchronize: false })
export class UserAlias {
  @PrimaryColumn('uuid')
  id!: string;
  @Column('boolean')
  tenantOwner!: boolean;
}

export const appEntities = defineEntities({
  User: AppUser,
  Team: AppTeam,
  Membership: AppMembership,
  TenantPermission: AppPermission,
});

export async function openGuardedDatabase(options: Partial<DataSourceOptions> = {}): Promise<DataSource> {
  const dataSource = await new DataSource({
    ...(await createDatabase()),
    synchronize: true,
    entities: [...Object.values(appEntities), MembershipAlias, PermissionAlias, UserAlias],
    subscribers: [ProvisioningSubscriber],
    ...options,
  } as DataSourceOptions).initialize();
  return dropOnDestroy(dataSource);
}

export const SYNC_SETTINGS = {
  justInTime: true,
  enhancedSync: true,
  groupAttribute: 'groups',
  mapping: MAPPING,
} as const;

export function createGuardedProvisioning(
  dataSource: DataSource,
  options: Partial<ProvisioningOptions> = {},
) {
  return createProvisioning({ dataSource, entities: appEntities, settings: SYNC_SETTINGS, ...options });
}
