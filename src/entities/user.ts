import { BeforeInsert, BeforeUpdate, Column, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { emailKey } from '../identity/email';
import type { GroupsState } from '../identity/groups';
import type { CaseGroupMembershipBase } from './case-group-membership';
import type { GrantSource } from './grant';
import { timestampColumn, createdAtColumn } from './timestamp';
import type { MembershipBase } from './membership';
import type { TenantPermissionBase } from './tenant-permission';

/** An account in the product. Extend it to add columns of your own, and fill them with `assignUser`. */
@Unique(['tenant', 'emailKey'])
@Index(['tenant', 'tenantOwner'])
@Index(['tenant', 'id'])
export abstract class UserBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 128, default: 'default' })
  tenant!: string;

  /** As the identity provider gave it. Never the key by which a returning user is found. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  email!: string | null;

  /** The address in the form in which addresses are compared; follows `email` by itself. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  emailKey!: string | null;

  /**
   * Whether a sign-in vouched for `email`; null for an address that no sign-in brought, or that was stored before this
   * column existed. An app that changes `email` sets this as well.
   */
  @Column({ type: 'boolean', nullable: true })
  emailVerified!: boolean | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  firstName!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  lastName!: string | null;

  /** An absolute URL, `https:` unless the app lets others in. It was never fetched. */
  @Column({ type: 'varchar', length: 2048, nullable: true })
  avatar!: string | null;

  /** Administrator of the whole tenant, whatever the teams. */
  @Column({ type: 'boolean', default: false })
  tenantOwner!: boolean;

  @Column({ type: 'varchar', length: 8, nullable: true })
  ownerSource!: GrantSource | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  ownerProvider!: string | null;

  @Column({ type: 'varchar', length: 1024, nullable: true })
  ownerGroup!: string | null;

  /** The group's place in `tenant_owners_groups`. */
  @Column({ type: 'int', nullable: true })
  ownerEntry!: number | null;

  @Column({ type: 'int', nullable: true })
  ownerMappingVersion!: number | null;

  @Column({ ...timestampColumn, nullable: true })
  ownerGrantedAt!: Date | null;

  /** A deactivated user is refused at sign-in, and every session of theirs ends. */
  @Column({ type: 'boolean', default: true })
  active!: boolean;

  /**
   * Who deactivated the user: the actor of `jit.deactivate`, or `provider:okta` for an event of that provider, which the
   * same provider may undo. Null for an active user, and where only `jit.activate` may undo it: after a deactivation by
   * several providers, or by a write of the app's own.
   */
  @Column({ type: 'varchar', length: 320, nullable: true })
  deactivatedBy!: string | null;

  /** Invited, and has not signed in yet. */
  @Column({ type: 'boolean', default: false })
  invited!: boolean;

  /**
   * The groups as the identity provider last sent them. Up to 256 kB, so it is undefined on the user of a session. On the
   * user of a sign-in it is there if that sign-in brought the groups. Load it with TypeORM where you need it.
   */
  @Column({ type: 'json', nullable: true })
  identityProviderGroups!: string[] | null;

  /** SHA-256 of `identityProviderGroups`, as an identity's `groupsHash`; null until a sign-in has stored it. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  groupsHash!: string | null;

  /** What the last sign-in said of the groups. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  groupsState!: GroupsState | null;

  /** To within the option `lastSignInPrecision`, an hour by default. */
  @Column({ ...timestampColumn, nullable: true })
  lastSignInAt!: Date | null;

  /** When the grants last followed the identity provider; as precise as `lastSignInAt`. */
  @Column({ ...timestampColumn, nullable: true })
  lastSyncedAt!: Date | null;

  /** Since when a mass removal keeps this user's grants from being taken. */
  @Column({ ...timestampColumn, nullable: true })
  removalsHeldAt!: Date | null;

  /**
   * Increments when the sessions of this user end: a session is valid only with the generation that its sign-in read.
   * TypeORM never updates it, so that saving an older object of the user does not make ended sessions valid again.
   */
  @Column({ type: 'int', default: 0, update: false })
  sessionGeneration!: number;

  /** Goes up with every sign-in that changes the user: of two at the same moment, one sees that it comes second. */
  @Column({ type: 'int', default: 0 })
  syncRevision!: number;

  @Column(createdAtColumn)
  createdAt!: Date;

  /** Teams and the role in each. Filled where they were asked for, as in `req.user`; so are the next two. */
  memberships!: MembershipBase[];
  /** Case groups and the role in each. */
  caseGroupMemberships!: CaseGroupMembershipBase[];
  /** Single tenant-wide rights. */
  tenantPermissions!: TenantPermissionBase[];

  /** Called by TypeORM before a write, so that `emailKey` always matches the address, also when the app writes it. */
  @BeforeInsert()
  @BeforeUpdate()
  updateEmailKey(): void {
    if (this.email !== undefined) this.emailKey = this.email === null ? null : emailKey(this.email);
  }
}
