import { Column, PrimaryGeneratedColumn } from 'typeorm';
import { createdAtColumn } from './timestamp';

/** Whether a grant comes from the group mapping or was given manually. */
export type GrantSource = 'mapping' | 'manual';

/** The origin of a grant, which every grant stores. */
export abstract class GrantBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 8, default: 'manual' })
  source!: GrantSource;

  /**
   * The provider at which the user signed in when the grant was given; null for a manual grant, like the following
   * columns.
   */
  @Column({ type: 'varchar', length: 128, nullable: true })
  provider!: string | null;

  /** The group that gave the grant; null also for a grant of `everyone`, which needs no group. */
  @Column({ name: 'groupName', type: 'varchar', length: 1024, nullable: true })
  group!: string | null;

  /** The index of the entry that gave the grant in its list of the mapping, counted from 0. */
  @Column({ type: 'int', nullable: true })
  entry!: number | null;

  /** The version of the settings under which the grant was given. */
  @Column({ type: 'int', nullable: true })
  mappingVersion!: number | null;

  @Column(createdAtColumn)
  grantedAt!: Date;
}
