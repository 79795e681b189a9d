import { Column, PrimaryColumn } from 'typeorm';
import type { SettingsValues } from '../settings/settings';
import { createdAtColumn } from './timestamp';

/** One version of a tenant's settings. They have a table of their own, so that an app may empty its audit log. */
export abstract class SettingsVersionBase {
  @PrimaryColumn({ type: 'varchar', length: 128 })
  tenant!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @Column(createdAtColumn)
  at!: Date;

  /** The actor who saved this version. */
  @Column({ type: 'varchar', length: 320 })
  actor!: string;

  @Column({ type: 'json' })
  settings!: SettingsValues;
}
