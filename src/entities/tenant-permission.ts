import { Column, Unique } from 'typeorm';
import { GrantBase } from './grant';
import type { UserBase } from './user';

/** A tenant permission of a user. */
@Unique(['userId', 'permission'])
export abstract class TenantPermissionBase extends GrantBase {
  @Column({ type: 'uuid' })
  userId!: string;

  @Column({ type: 'varchar', length: 255 })
  permission!: string;

  user!: UserBase;
}
