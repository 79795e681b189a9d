import { createProvisioning, defineEntities, entities, ProvisioningSubscriber, UserBase } from 'passport-jit';
import {
  BeforeInsert,
  Entity,
  EventSubscriber,
  type DataSource,
  type EntitySubscriberInterface,
  type InsertEvent,
} from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';

type User = InstanceType<typeof entities.User>;

const SETTINGS = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };

let dataSource: DataSource;
afterEach(() => dataSource.destroy());

/** Signs a new user in, with a subscriber of the app beside the library's. */
async function signInWithSubscriber(
  subscriber: new () => EntitySubscriberInterface,
  changed: Partial<typeof SETTINGS> = {},
) {
  dataSource = await openDatabase({ subscribers: [ProvisioningSubscriber, subscriber] });
  await createTeams(dataSource);
  const jit = createProvisioning({ dataSource, settings: { ...SETTINGS, ...changed } });
  return jit.provision(identity('ada', ['Everyone']), { provider: 'okta' });
}

test('a subscriber of the app receives a new user, in the transaction of the sign-in', async () => {
  const calls: string[] = [];
  @EventSubscriber()
  class Welcome implements EntitySubscriberInterface<User> {
    listenTo() {
      return entities.User;
    }
    async afterInsert({ entity, manager }: InsertEvent<User>) {
      await manager.insert(entities.Team, { tenant: 'default', name: `Team of ${entity.email}` });
      calls.push(`${entity.email}: ${manager.queryRunner!.isTransactionActive}`);
    }
  }
  const { outcome } = await signInWithSubscriber(Welcome);
  expect(outcome).toBe('created');
  expect(calls).toEqual(['ada@example.com: true']);
  expect(await dataSource.manager.countBy(entities.Team, { name: 'Team of ada@example.com' })).toBe(1);
});

test('a listener that throws rolls back the whole sign-in, including the writes of the listener', async () => {
  @EventSubscriber()
  class Failing implements EntitySubscriberInterface<User> {
    listenTo() {
      return entities.User;
    }
    async afterInsert({ entity, manager }: InsertEvent<User>) {
      await manager.insert(entities.Team, { tenant: 'default', name: `Team of ${entity.email}` });
      throw new Error('no room for another one');
    }
  }
  await expect(signInWithSubscriber(Failing)).rejects.toThrow('no room for another one');
  const { manager } = dataSource;
  expect(await manager.count(entities.User)).toBe(0);
  expect(await manager.count(entities.Identity)).toBe(0);
  expect(await manager.countBy(entities.Team, { name: 'Team of ada@example.com' })).toBe(0);
});

/** A subscriber that changes a new user before the row is written. */
function changing(columns: Partial<User>): new () => EntitySubscriberInterface {
  @EventSubscriber()
  class Changing implements EntitySubscriberInterface<User> {
    listenTo() {
      return entities.User;
    }
    beforeInsert({ entity }: InsertEvent<User>) {
      Object.assign(entity, columns);
    }
  }
  return Changing;
}

test.each<[string, Partial<User>]>([
  ['tenantOwner', { tenantOwner: true }],
  ['ownerSource', { ownerSource: 'manual' }],
  ['ownerGrantedAt', { ownerGrantedAt: new Date(0) }],
  ['invited', { invited: true }],
  ['tenant', { tenant: 'other' }],
  ['id', { id: '00000000-0000-4000-8000-000000000000' }],
])("an app's subscriber that changes %s of a new user ends the sign-in", async (property, columns) => {
  await expect(signInWithSubscriber(changing(columns))).rejects.toMatchObject({
    code: 'managed_by_identity_provider',
    status: 403,
    message: expect.stringContaining(`has changed "${property}" of a new user`),
  });
  expect(await dataSource.manager.count(entities.User)).toBe(0);
});

test('a subscriber of the app may change properties that no mapping manages', async () => {
  const columns = { firstName: 'Augusta', tenantOwner: true };
  const { user } = await signInWithSubscriber(changing(columns), { enhancedSync: false });
  expect(user).toMatchObject(columns);
  expect(await dataSource.manager.findOneByOrFail(entities.User, { id: user!.id })).toMatchObject(columns);
});

test("a listener of the app's own class that makes a new user an owner fails the sign-in", async () => {
  @Entity('persons')
  class Person extends UserBase {
    @BeforeInsert()
    promote(): void {
      this.tenantOwner = true;
    }
  }
  const set = defineEntities({ User: Person });
  dataSource = await openDatabase({ entities: Object.values(set) });
  const jit = createProvisioning({
    dataSource,
    entities: set,
    settings: SETTINGS,
    createMissingTeams: true,
  });
  const signIn = (groups: string[]) => jit.provision(identity('ada', groups), { provider: 'okta' });
  await expect(signIn(['Everyone'])).rejects.toMatchObject({ code: 'managed_by_identity_provider' });
  expect(await dataSource.manager.count(Person)).toBe(0);
  expect(await signIn(['Administrators'])).toMatchObject({ outcome: 'created', user: { tenantOwner: true } });
});
