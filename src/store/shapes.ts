import type { DataSource } from 'typeorm';
import type { CaseGroupMembershipBase } from '../entities/case-group-membership';
import type { EntitySet } from '../entities/define-entities';
import type { MembershipBase } from '../entities/membership';
import type { TenantPermissionBase } from '../entities/tenant-permission';
import type { UserBase } from '../entities/user';
import { RowShape } from './row-shape';

/** What is read: each of the entities, as the app has it. */
export interface Shapes {
  user: RowShape<UserBase>;
  identity: RowShape<InstanceType<EntitySet['Identity']>>;
  team: RowShape<InstanceType<EntitySet['Team']>>;
  membership: RowShape<MembershipBase>;
  caseGroup: RowShape<InstanceType<EntitySet['CaseGroup']>>;
  caseGroupMembership: RowShape<CaseGroupMembershipBase>;
  tenantPermission: RowShape<TenantPermissionBase>;
  tenantState: RowShape<InstanceType<EntitySet['TenantState']>>;
  settings: RowShape<InstanceType<EntitySet['Settings']>>;
}

export function shapesOf(dataSource: DataSource, entities: EntitySet): Shapes {
  const inJson = { inJson: true };
  return {
    user: new RowShape(dataSource, entities.User),
    identity: new RowShape(dataSource, entities.Identity),
    team: new RowShape(dataSource, entities.Team, inJson),
    membership: new RowShape(dataSource, entities.Membership, inJson),
    caseGroup: new RowShape(dataSource, entities.CaseGroup, inJson),
    caseGroupMembership: new RowShape(dataSource, entities.CaseGroupMembership, inJson),
    tenantPermission: new RowShape(dataSource, entities.TenantPermission, inJson),
    tenantState: new RowShape(dataSource, entities.TenantState),
    settings: new RowShape(dataSource, entities.Settings),
  };
}
