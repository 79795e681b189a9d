import { Column, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { TeamBase } from './team';

/** A named subset of a team with its own members. */
@Unique(['teamId', 'name'])
export abstract class CaseGroupBase {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'uuid' })
  teamId!: string;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  team!: TeamBase;
}
