import { Column, Index, PrimaryGeneratedColumn } from 'typeorm';
import { createdAtColumn } from './timestamp';

/** What an audit event tells of. */
export type AuditEventType =
  /** A user was created by a sign-in, with the grants in `details.changes`. */
  | 'created'
  /** An invited user signed in for the first time, and has an identity now. */
  | 'linked'
  /** A sign-in changed the user's grants or profile. */
  | 'changed'
  /** A sign-in added the qualifiers of the NameID to the subject of a known identity. */
  | 'identityQualified'
  /** A call linked an identity to the user, or removed one. */
  | 'identityLinked'
  | 'identityUnlinked'
  /** A sign-in took away all that the identity provider had given, and that no administrator had released before. */
  | 'emptied'
  /** A sign-in was refused, or an invitation. */
  | 'denied'
  /** A sign-in or an event of a provider left something undone, for the reasons in `details.notes`. */
  | 'skipped'
  /** A mass removal: a sign-in left the user's grants in place. */
  | 'removalsHeld'
  /** Held removals were released. */
  | 'removalsReleased'
  /** The settings were changed; `details` has them before and after. */
  | 'settings'
  | 'invited'
  | 'invitationRevoked'
  /** An administrator let a user in again, or keeps them out. */
  | 'activated'
  | 'deactivated'
  /** Sessions of a user, a tenant or a provider were ended. */
  | 'sessionsEnded'
  /** A provider changed the claims of a user, whose sync counts as stale from then on. */
  | 'syncExpired'
  /** A token that should have ended access was refused. */
  | 'tokenRefused';

/** One event of the audit log. It refers to users by id without a foreign key: the event outlives the user. */
@Index(['tenant', 'at', 'id'])
@Index(['tenant', 'type', 'at', 'id'])
export abstract class AuditEventBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column(createdAtColumn)
  at!: Date;

  @Column({ type: 'varchar', length: 128 })
  tenant!: string;

  @Column({ type: 'varchar', length: 32 })
  type!: AuditEventType;

  /**
   * Who did it: `provider:okta` for a sign-in, otherwise what the app passed as `actor`, which never begins with
   * `provider:`. For `adminRouter` it is the id of the signed-in user by default.
   */
  @Column({ type: 'varchar', length: 320, nullable: true })
  actor!: string | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  provider!: string | null;

  /** The user's id. */
  @Index()
  @Column({ name: 'userId', type: 'uuid', nullable: true })
  user!: string | null;

  /** What changed and why. */
  @Column({ type: 'json' })
  details!: Record<string, unknown>;

  /** How often this happened within the minute, where a flood of the same is counted on one row. */
  @Column({ type: 'int', default: 1 })
  count!: number;

  /** The same for events that are counted together. */
  @Column({ type: 'varchar', length: 64, nullable: true, unique: true })
  dedupeKey!: string | null;
}
