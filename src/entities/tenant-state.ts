import { Column, PrimaryColumn } from 'typeorm';
import { instant } from './instant';

/**
 * One row a tenant, locked while a sign-in takes something away: two owners who lose their status at the same
 * moment, or a wave of losses, are then counted one after the other.
 */
export abstract class TenantStateBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  /** Since when removals are held. */
  @Column({ ...instant, nullable: true })
  lossesHeldAt!: Date | null;

  /** When they were last released. */
  @Column({ ...instant, nullable: true })
  lossesReleasedAt!: Date | null;
}
