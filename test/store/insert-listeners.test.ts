import { createProvisioning, entities, ProvisioningSubscriber } from 'passport-jit';
import { EventSubscriber, type DataSource, type EntitySubscriberInterface, type InsertEvent } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';

type User = InstanceType<typeof entities.User>;

let dataSource: DataSource;
afterEach(() => dataSource.destroy());

/** Signs somebody new in, with the app's own subscriber beside the library's. */
async function signInWithSubscriber(subscriber: new () => EntitySubscriberInterface) {
  dataSource = await openDatabase({ subscribers: [ProvisioningSubscriber, subscriber] });
  await createTeams(dataSource);
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  const jit = createProvisioning({ dataSource, settings });
  return jit.provision(identity('ada', ['Administrators']), { provider: 'okta' });
}

test("an app's subscriber hears of somebody new, in the transaction of the sign-in", async () => {
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

test('a listener that throws undoes the whole sign-in, with what the listener wrote', async () => {
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
