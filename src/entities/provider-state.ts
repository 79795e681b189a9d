import { Column, PrimaryColumn } from 'typeorm';

/** One row for each provider of a tenant whose sessions have been ended. */
export abstract class ProviderStateBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  provider!: string;

  /** Increments when all sessions that began at the provider end. */
  @Column({ type: 'int', default: 0 })
  sessionGeneration!: number;
}
