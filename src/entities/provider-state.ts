import { Column, PrimaryColumn } from 'typeorm';

/**
 * What is known of a provider of a tenant: a row exists once its sessions were ended, or once it sent groups at a source
 * that is not the tenant's first one.
 */
export abstract class ProviderStateBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  provider!: string;

  /** Increments when all sessions that began at the provider end. */
  @Column({ type: 'int', default: 0 })
  sessionGeneration!: number;

  /**
   * The sources at which the provider has sent groups, or an empty list of them, as a list in JSON: those of settings with
   * several sources, or with sources of this provider's own.
   */
  @Column({ type: 'varchar', length: 4096, nullable: true })
  sentSources!: string | null;
}
