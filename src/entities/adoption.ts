import { Column, PrimaryColumn } from 'typeorm';
import { timestampColumn } from './timestamp';

/** One row for each provider of a tenant at which existing users were adopted; the last adoption replaces an earlier one. */
export abstract class AdoptionBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  /** Where first sign-ins are linked to existing users. */
  @PrimaryColumn({ type: 'varchar', length: 128 })
  provider!: string;

  /** The provider at which a user must have an identity already. Null: at none. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  fromProvider!: string | null;

  /** Whether owners and break-glass users are linked as well. */
  @Column({ type: 'boolean', default: false })
  includeOwners!: boolean;

  @Column(timestampColumn)
  startedAt!: Date;

  @Column({ type: 'varchar', length: 320 })
  startedBy!: string;

  /** When it ends by itself. */
  @Column(timestampColumn)
  until!: Date;

  /** When a call stopped it before that. */
  @Column({ ...timestampColumn, nullable: true })
  stoppedAt!: Date | null;
}
