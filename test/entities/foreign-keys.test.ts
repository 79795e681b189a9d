import {
  CaseGroupMembershipBase,
  createProvisioning,
  defineEntities,
  IdentityBase,
  MembershipBase,
  TenantPermissionBase,
  UserBase,
} from 'passport-jit';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

@Entity('fk_people')
class Person extends UserBase {}
@Entity('fk_identities')
class PersonIdentity extends IdentityBase {
  @Column({ name: 'person_ref', type: 'uuid' })
  override userId!: string;
}
@Entity('fk_members')
class Member extends MembershipBase {
  @JoinColumn({ name: 'person_ref' })
  override user!: Person;
  @Column({ name: 'crew_ref', type: 'uuid' })
  override teamId!: string;
}
@Entity('fk_case_members')
class CaseMember extends CaseGroupMembershipBase {
  @Column({ name: 'person_ref', type: 'uuid' })
  override userId!: string;
  @JoinColumn({ name: 'person_ref' })
  override user!: Person;
  @Column({ type: 'uuid' })
  override caseGroupId!: string;
  @JoinColumn({ name: 'case_ref' })
  declare caseGroup: CaseGroupMembershipBase['caseGroup'];
}
@Entity('fk_permissions')
class Permission extends TenantPermissionBase {
  @ManyToOne(() => Person, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'person_ref' })
  override user!: Person;
}

const SETTINGS = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const OKTA = { provider: 'okta' };

test('foreign keys may have the names that the tables of the app give them', async () => {
  const entities = defineEntities({
    User: Person,
    Identity: PersonIdentity,
    Membership: Member,
    CaseGroupMembership: CaseMember,
    TenantPermission: Permission,
  });
  const dataSource = await openDatabase({ entities: Object.values(entities) });
  const columns = (Class: new () => object) =>
    dataSource.getMetadata(Class).foreignKeys.flatMap(({ columnNames }) => columnNames);
  expect(columns(PersonIdentity)).toEqual(['person_ref']);
  expect(columns(Member).sort()).toEqual(['crew_ref', 'person_ref']);
  expect(columns(CaseMember).sort()).toEqual(['case_ref', 'person_ref']);
  expect(columns(Permission)).toEqual(['person_ref']);

  const jit = createProvisioning({ dataSource, entities, settings: SETTINGS, createMissingTeams: true });
  const signIn = (groups: string[]) => jit.provision(identity('ada', groups), OKTA);
  expect(await signIn(['Everyone', 'Phishing', 'Auditors'])).toMatchObject({
    outcome: 'created',
    user: { memberships: [{}], caseGroupMemberships: [{}], tenantPermissions: [{}] },
  });
  expect(await signIn(['Managers'])).toMatchObject({
    outcome: 'synced',
    user: { memberships: [{ role: 'EDITOR' }], caseGroupMemberships: [], tenantPermissions: [] },
  });
  const user = await dataSource.manager.findOneOrFail(Person, {
    where: { email: 'ada@example.com' },
    relations: { memberships: { team: true } },
  });
  expect(user.memberships).toMatchObject([{ team: { name: 'Incident Response' } }]);
  await dataSource.destroy();
});

test('a property and its relation with different names are refused', async () => {
  @Entity('fk_torn_members')
  class TornMember extends MembershipBase {
    @Column({ name: 'person_ref', type: 'uuid' })
    override userId!: string;
    @JoinColumn({ name: 'user_ref' })
    override user!: UserBase;
  }
  const entities = defineEntities({ Membership: TornMember });
  const dataSource = await openDatabase({ entities: Object.values(entities) });
  expect(() => createProvisioning({ dataSource, entities })).toThrow(
    expect.objectContaining({
      code: 'entities_invalid',
      message: expect.stringContaining(
        'the property "userId" is in the column "person_ref", and the relation "user" in "user_ref"',
      ),
    }),
  );
  await dataSource.destroy();
});
