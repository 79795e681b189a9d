import { BeforeInsert, BeforeUpdate, Column, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { emailKey } from '../identity/email';
import type { GroupsState } from '../identity/groups';
import type { CaseGroupMembershipBase } from './case-group-membership';
import type { GrantSource } from './grant';
import { timestampColumn, createdAtColumn } from './timestamp';
import type { MembershipBase } from './membership';
import type { TenantPermissionBase } from './tenant-permission';

/** A user of the product. Extend the class to add columns of your own, and set them with `assignUser`. */
@Unique(['tenant', 'emailKey'])
@Index(['tenant', 'tenantOwner'])
@Index(['tenant', 'id'])
export abstract class UserBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 128, default: 'default' })
  tenant!: string;

  /** The address as the identity provider sent it. It never identifies a returning user. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  email!: string | null;

  /** The address in the form for comparisons. It is updated together with `email`. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  emailKey!: string | null;

  /**
   * Whether a provider has verified `email`; null for an address that no sign-in brought, or that was stored before
   * this column existed. An app that changes `email` must set this column, too.
   */
  @Column({ type: 'boolean', nullable: true })
  emailVerified!: boolean | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  firstName!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  lastName!: string | null;

  /** An absolute URL, with `https:` unless the app allows other protocols. It was never fetched. */
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

  /** The index of the group in `tenant_owners_groups`. */
  @Column({ type: 'int', nullable: true })
  ownerEntry!: number | null;

  @Column({ type: 'int', nullable: true })
  ownerMappingVersion!: number | null;

  @Column({ ...timestampColumn, nullable: true })
  ownerGrantedAt!: Date | null;

  /** A deactivated user is refused at sign-in, and all sessions of the user end. */
  @Column({ type: 'boolean', default: true })
  active!: boolean;

  /**
   * The actor who deactivated the user: the actor of `jit.deactivate`, or `provider:okta` for an event of that
   * provider, which the same provider may undo. Null for an active user, and if only `jit.activate` may undo it: after
   * deactivations by several providers, or after a write of the app.
   */
  @Column({ type: 'varchar', length: 320, nullable: true })
  deactivatedBy!: string | null;

  /** Whether the user was invited and has not signed in yet. */
  @Column({ type: 'boolean', default: false })
  invited!: boolean;

  /**
   * The groups that the identity provider last sent. They have up to 256 kB, so they are undefined on the user of a
   * session. On the user of a sign-in they are defined if the sign-in brought groups. Load them with TypeORM if you
   * need them.
   */
  @Column({ type: 'json', nullable: true })
  identityProviderGroups!: string[] | null;

  /** SHA-256 of `identityProviderGroups`, as an identity's `groupsHash`; null until a sign-in has stored it. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  groupsHash!: string | null;

  /** The state of the groups at the last sign-in. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  groupsState!: GroupsState | null;

  /** The time of the last sign-in, with the precision of the option `lastSignInPrecision` (an hour by default). */
  @Column({ ...timestampColumn, nullable: true })
  lastSignInAt!: Date | null;

  /** The time of the last sync, with the precision of `lastSignInAt`. */
  @Column({ ...timestampColumn, nullable: true })
  lastSyncedAt!: Date | null;

  /** The time since which the removal safeguard holds the removals of this user. */
  @Column({ ...timestampColumn, nullable: true })
  removalsHeldAt!: Date | null;

  /**
   * Increments when the sessions of this user end: a session is valid only with the generation that its sign-in read.
   * TypeORM never updates it, so that saving an older object of the user does not make ended sessions valid again.
   */
  @Column({ type: 'int', default: 0, update: false })
  sessionGeneration!: number;

  /**
   * Grows by one with every sign-in that changes the user, so that one of two simultaneous sign-ins detects the other.
   */
  @Column({ type: 'int', default: 0 })
  syncRevision!: number;

  @Column(createdAtColumn)
  createdAt!: Date;

  /**
   * The user's teams with the role in each. Loaded on request, as in `req.user`; the same applies to the next two
   * properties.
   */
  memberships!: MembershipBase[];
  /** The user's case groups with the role in each. */
  caseGroupMemberships!: CaseGroupMembershipBase[];
  /** The user's tenant permissions. */
  tenantPermissions!: TenantPermissionBase[];

  /** TypeORM calls it before a write, so that `emailKey` always matches the address, even if the app writes it. */
  @BeforeInsert()
  @BeforeUpdate()
  updateEmailKey(): void {
    if (this.email !== undefined) this.emailKey = this.email === null ? null : emailKey(this.email);
  }
}
