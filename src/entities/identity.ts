import { hash } from 'node:crypto';
import { BeforeInsert, BeforeUpdate, Column, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { GroupsState } from '../identity/groups';
import { createdAtColumn, timestampColumn } from './timestamp';
import type { UserBase } from './user';

/** A person at a provider: the only key by which a returning user is found. */
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
   * What the subject is found by, SHA-256 in hexadecimal: an index holds no text of 1,024 characters on every database.
   * It follows `subject` by itself.
   */
  @Column({ type: 'varchar', length: 64 })
  subjectHash!: string;

  /** Fixed at the first sign-in: the same subject from another issuer is another person. */
  @Column({ type: 'varchar', length: 1024 })
  issuer!: string;

  /** The attribute under which groups last came, or an empty list of them: the provider is known to send it. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  groupAttribute!: string | null;

  /** The groups as this provider last sent them. Up to 256 kB, so no sign-in and no request reads them. */
  @Column({ type: 'json', nullable: true })
  groups!: string[] | null;

  /** What a sign-in compares its groups with, see {@link groupsHash}; null until a sign-in has stored it. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  groupsHash!: string | null;

  /** What the last sign-in by this identity said of the groups. */
  @Column({ type: 'varchar', length: 16, nullable: true })
  groupsState!: GroupsState | null;

  /** When a sign-in by this identity last synced the grants; as precise as the user's `lastSignInAt`. */
  @Column({ ...timestampColumn, nullable: true })
  lastSyncedAt!: Date | null;

  @Column(createdAtColumn)
  createdAt!: Date;

  @Index()
  @Column({ type: 'uuid' })
  userId!: string;

  user!: UserBase;

  /** Called by TypeORM before a write, so that `subjectHash` always matches the subject, also when the app writes it. */
  @BeforeInsert()
  @BeforeUpdate()
  updateSubjectHash(): void {
    if (this.subject !== undefined) this.subjectHash = subjectHash(this.subject);
  }
}

/** The subject in the form in which it is looked up. */
export function subjectHash(subject: string): string {
  return hash('sha256', subject);
}

/** SHA-256 of a set of group names, in hexadecimal. JSON keeps the names apart, and their order does not matter. */
export function groupsHash(names: readonly string[]): string {
  return hash('sha256', JSON.stringify([...names].sort()));
}
