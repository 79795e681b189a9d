import { Column, Index, Unique } from 'typeorm';
import { GrantBase } from './grant';
import type { TeamBase } from './team';
import type { UserBase } from './user';

/** A user in a team, with the user's one role in it. */
@Unique(['userId', 'teamId'])
export abstract class MembershipBase extends GrantBase {
  @Column({ type: 'uuid' })
  userId!: string;

  @Index()
  @Column({ type: 'uuid' })
  teamId!: string;

  @Column({ type: 'varchar', length: 255 })
  role!: string;

  user!: UserBase;
  team!: TeamBase;
}
