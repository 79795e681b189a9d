import { Column, Index, Unique } from 'typeorm';
import type { CaseGroupBase } from './case-group';
import { GrantBase } from './grant';
import type { UserBase } from './user';

/** A user in a case group, with a role. It does not include membership of the team. */
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
