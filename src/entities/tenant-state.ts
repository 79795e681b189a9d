import { Column, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/**
 * One row for each tenant. A sign-in with removals locks it, so that they are counted one after the other: two owners
 * who lose the status at the same moment, or a mass removal.
 */
export abstract class TenantStateBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  /** The time since which removals are held. */
  @Column({ ...timestampColumn, nullable: true })
  removalsHeldAt!: Date | null;

  /** The time of the last release. */
  @Column({ ...timestampColumn, nullable: true })
  removalsReleasedAt!: Date | null;

  /** Increments when all sessions of the tenant end. */
  @Column({ type: 'int', default: 0 })
  sessionGeneration!: number;
}
