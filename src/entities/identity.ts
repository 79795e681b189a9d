import { hash } from 'node:crypto';
import { BeforeInsert, BeforeUpdate, Column, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { GroupsState } from '../identity/groups';
import { createdAtColumn, timestampColumn } from './timestamp';
import type { UserBase } from './user';

/** A user at a provider: the only key that finds a returning user. */
@Unique(['tenant', 'provider', 'subjectHash'])
@Index(['tenant', 'provider', 'groupAttribute'])
export abstract class IdentityBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 128, default: 'default' })
  tenant!: string;

  @Column({ type: 'varchar', length: 128 })
  provider!: string;

  @Column({ type: 'varchar', length: 1024 })
  subject!: string;

  /**
   * The key of the lookup by subject, SHA-256 in hexadecimal: not every database can index text of 1,024 characters. It
   * is updated together with `subject`.
   */
  @Column({ type: 'varchar', length: 64 })
  subjectHash!: string;

  /** Fixed at the first sign-in: the same subject from another issuer is another user. */
  @Column({ type: 'varchar', length: 1024 })
  issuer!: string;

  /**
   * The attribute in which groups, or an empty list of them, last arrived. It shows that the provider sends the
   * attribute.
   */
  @Column({ type: 'varchar', length: 255, nullable: true })
  groupAttribute!: string | null;

  /** The groups that this provider last sent. They have up to 256 kB, so no sign-in and no request reads them. */
  @Column({ type: 'json', nullable: true })
  groups!: string[] | null;

  /** The hash that a sign-in compares with its groups, see {@link groupsHash}; null until a sign-in has stored it. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  groupsHash!: string | null;

  /** The state of the groups at the last sign-in of this identity. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  groupsState!: GroupsState | null;

  /** The time of the last sync at a sign-in of this identity, with the precision of the user's `lastSignInAt`. */
  @Column({ ...timestampColumn, nullable: true })
  lastSyncedAt!: Date | null;

  @Column(createdAtColumn)
  createdAt!: Date;

  @Index()
  @Column({ type: 'uuid' })
  userId!: string;

  user!: UserBase;

  /** TypeORM calls it before a write, so that `subjectHash` always matches the subject, even if the app writes it. */
  @BeforeInsert()
  @BeforeUpdate()
  updateSubjectHash(): void {
    if (this.subject !== undefined) this.subjectHash = subjectHash(this.subject);
  }
}

/** The form of a subject for lookups. */
export function subjectHash(subject: string): string {
  return hash('sha256', subject);
}

/** SHA-256 of a set of group names, in hexadecimal. JSON separates the names, and their order does not matter. */
export function groupsHash(names: readonly string[]): string {
  return hash('sha256', JSON.stringify([...names].sort()));
}
