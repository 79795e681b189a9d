import { Column, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { AuditEventType } from './audit-event-type';
import { createdAtColumn } from './timestamp';

/** One line of the record. It refers to users by id without a foreign key: the record outlives the user. */
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

  /** Who did it: `provider:okta` for a sign-in, else what the app passed as `actor`. */
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
