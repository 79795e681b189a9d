import { Column, Index, PrimaryGeneratedColumn } from 'typeorm';
import { createdAtColumn } from './timestamp';

/** The types of audit events. */
export type AuditEventType =
  /** A sign-in created a user, with the grants in `details.changes`. */
  | 'created'
  /** An invited or adopted user signed in for the first time at a provider, and has an identity there now. */
  | 'linked'
  /** A sign-in changed the user's grants or profile. */
  | 'changed'
  /** A sign-in added the qualifiers of the NameID to the subject of a known identity. */
  | 'identityQualified'
  /** A call linked an identity to the user, or removed one. */
  | 'identityLinked'
  | 'identityUnlinked'
  /** An adoption of existing users was started or stopped. */
  | 'adoptionStarted'
  | 'adoptionStopped'
  /**
   * A sign-in removed all grants that the identity provider had given, without an earlier release by an administrator.
   */
  | 'emptied'
  /** A sign-in or an invitation was refused. */
  | 'denied'
  /** A sign-in or an event of a provider skipped actions, for the reasons in `details.notes`. */
  | 'skipped'
  /** The removal safeguard held the removals of a user. */
  | 'removalsHeld'
  /** An administrator released held removals. */
  | 'removalsReleased'
  /** The settings were changed. `details` has the values before and after. */
  | 'settings'
  | 'invited'
  | 'invitationRevoked'
  /** An administrator activated or deactivated a user. */
  | 'activated'
  | 'deactivated'
  /** The sessions of a user, a tenant or a provider were ended. */
  | 'sessionsEnded'
  /** A provider changed the claims of a user. The last sync counts as stale from then on. */
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
   * The actor: `provider:okta` for a sign-in, otherwise the `actor` that the app passed, which never begins with
   * `provider:`. By default, `adminRouter` uses the id of the signed-in user.
   */
  @Column({ type: 'varchar', length: 320, nullable: true })
  actor!: string | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  provider!: string | null;

  /** The id of the user. */
  @Index()
  @Column({ name: 'userId', type: 'uuid', nullable: true })
  user!: string | null;

  /** The changes and their reasons. */
  @Column({ type: 'json' })
  details!: Record<string, unknown>;

  /** The number of equal events within the minute, which are counted on one row. */
  @Column({ type: 'int', default: 1 })
  count!: number;

  /** The same key for events that are counted together. */
  @Column({ type: 'varchar', length: 64, nullable: true, unique: true })
  dedupeKey!: string | null;
}
