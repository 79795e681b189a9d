import type { CaseGroupMembershipBase } from '../entities/case-group-membership';
import type { EntitySet } from '../entities/define-entities';
import type { MembershipBase } from '../entities/membership';
import type { TenantPermissionBase } from '../entities/tenant-permission';
import type { UserBase } from '../entities/user';
import type { Database } from '../database/database';
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
  providerState: EntityProjection<InstanceType<EntitySet['ProviderState']>>;
  settings: EntityProjection<InstanceType<EntitySet['Settings']>>;
}

export function createProjections(database: Database, entities: EntitySet): Projections {
  const inJson = { inJson: true };
  return {
    // The groups may be 256 kB, and a sign-in compares their hash.
    user: new EntityProjection(database, entities.User, { without: ['identityProviderGroups'] }),
    identity: new EntityProjection(database, entities.Identity),
    team: new EntityProjection(database, entities.Team, inJson),
    membership: new EntityProjection(database, entities.Membership, inJson),
    caseGroup: new EntityProjection(database, entities.CaseGroup, inJson),
    caseGroupMembership: new EntityProjection(database, entities.CaseGroupMembership, inJson),
    tenantPermission: new EntityProjection(database, entities.TenantPermission, inJson),
    tenantState: new EntityProjection(database, entities.TenantState),
    providerState: new EntityProjection(database, entities.ProviderState),
    settings: new EntityProjection(database, entities.Settings),
  };
}
