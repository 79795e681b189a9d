import { Column, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/**
 * One row a tenant, locked while a sign-in takes something away: two owners who lose their status at the same
 * moment, or a mass removal, are then counted one after the other.
 */
export abstract class TenantStateBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  /** Since when removals are held. */
  @Column({ ...timestampColumn, nullable: true })
  removalsHeldAt!: Date | null;

  /** When they were last released. */
  @Column({ ...timestampColumn, nullable: true })
  removalsReleasedAt!: Date | null;

  /** Increments when all sessions of the tenant end. */
  @Column({ type: 'int', default: 0 })
  sessionGeneration!: number;
}
