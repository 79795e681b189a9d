import { Column, Index, Unique } from 'typeorm';
import type { CaseGroupBase } from './case-group';
import { GrantBase } from './grant';
import type { UserBase } from './user';

/** A user in a case group, with the role that they have there. It makes nobody a member of the team. */
@Unique(['userId', 'caseGroupId'])
export abstract class CaseGroupMembershipBase extends GrantBase {
  @Column({ type: 'uuid' })
  userId!: string;

  @Index()
  @Column({ type: 'uuid' })
  caseGroupId!: string;

  @Column({ type: 'varchar', length: 255 })
  role!: string;

  user!: UserBase;
  caseGroup!: CaseGroupBase;
}
