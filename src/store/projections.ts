import type { CaseGroupMembershipBase } from '../entities/case-group-membership';
import { baseProperties, type EntitySet } from '../entities/define-entities';
import type { MembershipBase } from '../entities/membership';
import type { TenantPermissionBase } from '../entities/tenant-permission';
import type { UserBase } from '../entities/user';
import type { Database } from '../database/database';
import { EntityProjection } from '../database/entity-projection';

/** The projection of each entity, as the app has defined it. */
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
  terminatedSession: EntityProjection<InstanceType<EntitySet['TerminatedSession']>>;
  settings: EntityProjection<InstanceType<EntitySet['Settings']>>;
}

export function createProjections(database: Database, entities: EntitySet): Projections {
  const project = <Entity extends object>(
    entity: new () => Entity,
    options: { inJson?: boolean; without?: readonly (keyof Entity & string)[] } = {},
  ) => new EntityProjection(database, entity, { ...options, required: baseProperties(entity) });
  const inJson = { inJson: true };
  return {
    // The groups may have 256 kB, and a sign-in compares their hash instead.
    user: project(entities.User, { without: ['identityProviderGroups'] }),
    identity: project(entities.Identity),
    team: project(entities.Team, inJson),
    membership: project(entities.Membership, inJson),
    caseGroup: project(entities.CaseGroup, inJson),
    caseGroupMembership: project(entities.CaseGroupMembership, inJson),
    tenantPermission: project(entities.TenantPermission, inJson),
    tenantState: project(entities.TenantState),
    providerState: project(entities.ProviderState),
    terminatedSession: project(entities.TerminatedSession),
    settings: project(entities.Settings),
  };
}
