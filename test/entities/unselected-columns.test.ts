import {
  createProvisioning,
  defineEntities,
  MembershipBase,
  UserBase,
  type Provisioning,
} from 'passport-jit';
import { Column, Entity, type DataSource } from 'typeorm';
import { Database } from '../../src/database/database';
import { findUsers } from '../../src/store/find-users';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

/* An app that has TypeORM leave out columns by which the library decides. */
@Entity('private_users')
class PrivateUser extends UserBase {
  @Column({ type: 'varchar', length: 320, nullable: true, select: false })
  override email!: string | null;
  @Column({ type: 'boolean', default: false, select: false })
  override tenantOwner!: boolean;
  @Column({ type: 'boolean', default: true, select: false })
  override active!: boolean;
  @Column({ type: 'int', default: 0, update: false, select: false })
  override sessionGeneration!: number;
  @Column({ type: 'int', default: 0, select: false })
  override syncRevision!: number;
}
@Entity('private_memberships')
class PrivateMembership extends MembershipBase {
  @Column({ type: 'varchar', length: 255, select: false })
  override role!: string;
}
const entities = defineEntities({ User: PrivateUser, Membership: PrivateMembership });

let dataSource: DataSource;
let jit: Provisioning<PrivateUser>;
beforeEach(async () => {
  dataSource = await openDatabase({ entities: Object.values(entities) });
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  jit = createProvisioning({ dataSource, entities, settings, createMissingTeams: true });
});
afterEach(() => dataSource.destroy());

const signIn = (subject: string, groups: string[]) =>
  jit.provision(identity(subject, groups), { provider: 'okta' });
const session = (user: object) =>
  new Promise<unknown>((resolve, reject) =>
    jit.serializeUser(user, (error, serialized) =>
      error
        ? reject(error)
        : jit.deserializeUser(serialized, (failure, found) => (failure ? reject(failure) : resolve(found))),
    ),
  );

test('users sign in, change and have sessions', async () => {
  expect(await signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'created' });
  expect(await signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
  const changed = await signIn('ada', ['Managers']);
  expect(changed).toMatchObject({ outcome: 'synced', user: { memberships: [{ role: 'EDITOR' }] } });
  expect(await signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'synced', user: { syncRevision: 2 } });
  expect(await session(changed.user!)).toMatchObject({ email: 'ada@example.com', active: true });
  expect(await signIn('ada', ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
});

test('a deactivated user is refused, and the last owner is not deactivated', async () => {
  const { user: ada } = await signIn('ada', ['Administrators']);
  const { user: bo } = await signIn('bo', ['Everyone']);
  await jit.deactivate({ userId: bo!.id, actor: 'root' });
  expect(await signIn('bo', ['Everyone'])).toMatchObject({ outcome: 'denied', code: 'user_deactivated' });
  await expect(jit.deactivate({ userId: ada!.id, actor: 'root' })).rejects.toMatchObject({
    code: 'last_owner',
  });
  await jit.activate({ userId: bo!.id, actor: 'root' });
  expect(await signIn('bo', ['Everyone'])).toMatchObject({ outcome: 'unchanged' });
});

test('an administrator sees them', async () => {
  await signIn('ada', ['Everyone']);
  const search = { tenant: 'default', search: undefined, after: undefined, limit: 10 };
  expect((await findUsers(Database.of(dataSource), entities, search)).users).toMatchObject([
    {
      email: 'ada@example.com',
      active: true,
      memberships: [{ role: 'VIEWER', team: { name: 'Incident Response' } }],
    },
  ]);
});
