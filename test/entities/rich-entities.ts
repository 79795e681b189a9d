import {
  CaseGroupBase,
  CaseGroupMembershipBase,
  defineEntities,
  MembershipBase,
  TeamBase,
  TenantPermissionBase,
  UserBase,
} from 'passport-jit';
import { AfterLoad, Column, Entity, VirtualColumn } from 'typeorm';
import { isOldestTypeorm, isOn } from '../support/database-type';
import { addCustomColumns } from './rich-columns';

/** TypeORM 0.3.20 reads such a column in no `find` by an id, so there is nothing to compare with. */
const Virtual: typeof VirtualColumn = isOldestTypeorm ? () => () => undefined : VirtualColumn;

interface CustomEntityOptions {
  schema?: string;
  /** What the naming strategy calls it, for SQL of the app's own. */
  tenantColumn?: string;
}

/** A set in which the app's own classes use whatever TypeORM has. Each call makes another one. */
export function createCustomEntities({ schema, tenantColumn = 'tenant' }: CustomEntityOptions = {}) {
  const options = schema === undefined ? {} : { schema };

  @Entity('people', options)
  class Person extends UserBase {
    /** A property of the base under another name. */
    @Column({ name: 'given_name', type: 'varchar', length: 255, nullable: true })
    override firstName!: string | null;

    @Virtual({
      type: 'int',
      query: (alias) =>
        `SELECT 40 + LENGTH(${alias}.${isOn('mariadb') ? tenantColumn : `"${tenantColumn}"`})`,
    })
    computed!: number;

    greeting?: string;

    @AfterLoad()
    greet(): void {
      this.greeting = `Hello ${this.firstName}`;
    }
  }
  @Entity('own_teams', options)
  class OwnTeam extends TeamBase {}
  @Entity('own_memberships', options)
  class OwnMembership extends MembershipBase {}
  @Entity('own_case_groups', options)
  class OwnCaseGroup extends CaseGroupBase {}
  @Entity('own_case_group_memberships', options)
  class OwnCaseGroupMembership extends CaseGroupMembershipBase {}
  @Entity('own_permissions', options)
  class OwnPermission extends TenantPermissionBase {}

  const own = {
    User: Person,
    Team: OwnTeam,
    Membership: OwnMembership,
    CaseGroup: OwnCaseGroup,
    CaseGroupMembership: OwnCaseGroupMembership,
    TenantPermission: OwnPermission,
  };
  for (const Class of Object.values(own)) addCustomColumns(Class);
  return { entities: defineEntities(own), own };
}
