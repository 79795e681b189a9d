import { Column, PrimaryColumn } from 'typeorm';
import type { Mapping } from '../mapping/mapping';
import type { StoredGroupSources } from '../settings/group-sources';
import { timestampColumn } from './timestamp';

/** The settings of a tenant, if they are not fixed in code. */
export abstract class SettingsBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  /** Grows by one with every change. */
  @Column({ type: 'int' })
  version!: number;

  /**
   * Random, and new with every change. Versions start again at 1 if a tenant is deleted and created anew, or if a
   * backup is restored. A revision is never reused, so caches and ETags of earlier settings do not match.
   */
  @Column({ type: 'varchar', length: 36, default: '' })
  revision!: string;

  @Column({ type: 'boolean' })
  justInTime!: boolean;

  @Column({
    type: 'varchar',
    length: 16,
    transformer: {
      to: (value: unknown) => (value === true ? 'on' : value === false ? 'off' : value),
      from: (value: unknown) => (value === 'on' ? true : value === 'off' ? false : value),
    },
  })
  enhancedSync!: boolean | 'report-only';

  @Column({ type: 'varchar', length: 255 })
  groupAttribute!: string;

  /** What `groupAttribute` alone does not say of where the groups are: more sources, their format, and single providers. */
  @Column({ type: 'json', nullable: true })
  groupSources!: StoredGroupSources | null;

  @Column({ type: 'json', nullable: true })
  mapping!: Mapping | null;

  @Column({ ...timestampColumn, nullable: true })
  updatedAt!: Date | null;
}
