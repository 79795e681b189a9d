import type { DataSource } from 'typeorm';
import type { CaseGroupMembershipBase } from '../entities/case-group-membership';
import type { EntitySet } from '../entities/define-entities';
import type { MembershipBase } from '../entities/membership';
import type { TenantPermissionBase } from '../entities/tenant-permission';
import type { UserBase } from '../entities/user';
import { EntityProjection } from '../database/entity-projection';

/** What is read: each of the entities, as the app has it. */
export interface Projections {
  user: EntityProjection<UserBase>;
  identity: EntityProjection<InstanceType<EntitySet['Identity']>>;
  team: EntityProjection<InstanceType<EntitySet['Team']>>;
  membership: EntityProjection<MembershipBase>;
  caseGroup: EntityProjection<InstanceType<EntitySet['CaseGroup']>>;
  caseGroupMembership: EntityProjection<CaseGroupMembershipBase>;
  tenantPermission: EntityProjection<TenantPermissionBase>;
  tenantState: EntityProjection<InstanceType<EntitySet['TenantState']>>;
  settings: EntityProjection<InstanceType<EntitySet['Settings']>>;
}

export function createProjections(dataSource: DataSource, entities: EntitySet): Projections {
  const inJson = { inJson: true };
  return {
    user: new EntityProjection(dataSource, entities.User),
    identity: new EntityProjection(dataSource, entities.Identity),
    team: new EntityProjection(dataSource, entities.Team, inJson),
    membership: new EntityProjection(dataSource, entities.Membership, inJson),
    caseGroup: new EntityProjection(dataSource, entities.CaseGroup, inJson),
    caseGroupMembership: new EntityProjection(dataSource, entities.CaseGroupMembership, inJson),
    tenantPermission: new EntityProjection(dataSource, entities.TenantPermission, inJson),
    tenantState: new EntityProjection(dataSource, entities.TenantState),
    settings: new EntityProjection(dataSource, entities.Settings),
  };
}
