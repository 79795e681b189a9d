import { EventSubscriber, type BeforeQueryEvent, type EntitySubscriberInterface } from 'typeorm';
import { ProvisioningSubscriber } from 'passport-jit';
import { identity } from '../support/harness';
import { openApp, Person, provisioning, Seat, SYNC } from './app';
import { seed } from './seed';
import { onDatabase } from './databases';

const EMAIL = ' Eve@Example.com ';
const KEY = 'eve@example.com';

/** Counts what goes to the database. */
@EventSubscriber()
class Counter implements EntitySubscriberInterface {
  static queries: string[] = [];
  beforeQuery({ query }: BeforeQueryEvent): void {
    Counter.queries.push(query);
  }
}

onDatabase(
  (dataSource) => {
    let id: string;
    const manager = () => dataSource().manager;
    beforeEach(async () => {
      provisioning(dataSource(), { settings: { ...SYNC, enhancedSync: false } });
      ({
        nobody: { id },
      } = await seed(dataSource()));
    });

    test.each([
      ['insert', () => manager().insert(Person, { email: EMAIL })],
      ['insert of several', () => manager().insert(Person, [{ email: 'x@example.com' }, { email: EMAIL }])],
      ['save of a plain object', () => manager().save(Person, { email: EMAIL })],
      ['save of an entity', () => manager().save(manager().create(Person, { email: EMAIL }))],
      ['save of some columns', () => manager().save(Person, { id, email: EMAIL })],
      ['update', () => manager().update(Person, id, { email: EMAIL })],
      ['upsert of a new user', () => manager().upsert(Person, { email: EMAIL }, ['id'])],
      [
        'an inserting query builder',
        () => manager().createQueryBuilder().insert().into(Person).values({ email: EMAIL }).execute(),
      ],
      [
        'an updating query builder',
        () => manager().createQueryBuilder().update(Person).set({ email: EMAIL }).where({ id }).execute(),
      ],
    ])('an address that comes by %s is taken', async (_, write) => {
      await write();
      expect(await manager().countBy(Person, { emailKey: KEY })).toBe(1);
      const jit = provisioning(dataSource());
      const refused = await jit.provision(identity('eve', ['Everyone'], { email: 'EVE@example.com' }), {
        provider: 'okta',
      });
      expect(refused).toMatchObject({ outcome: 'denied', code: 'email_conflict' });
    });

    test('an address that goes is free again', async () => {
      await manager().update(Person, id, { email: null });
      expect(await manager().findOneBy(Person, { id })).toMatchObject({ email: null, emailKey: null });
    });

    test('an upsert over a user, and an SQL expression, leave the key as it was: both are in the docs', async () => {
      const { emailKey } = await manager().findOneByOrFail(Person, { id });
      await manager().upsert(Person, { id, email: EMAIL }, ['id']);
      await manager().update(Person, id, { email: () => `'sql@example.com'` });
      expect(await manager().findOneBy(Person, { id })).toMatchObject({ email: 'sql@example.com', emailKey });
    });

    test('a write that concerns nobody’s grants asks the database nothing', async () => {
      provisioning(dataSource());
      Counter.queries = [];
      await manager().update(Person, id, { firstName: 'Eve', email: EMAIL, active: false });
      expect(Counter.queries).toHaveLength(1);
      const { seat } = await seed(dataSource());
      Counter.queries = [];
      await manager().update(Seat, seat.id, { pinned: true });
      expect(Counter.queries).toHaveLength(1);
    });
  },
  { subscribers: [ProvisioningSubscriber, Counter] },
);

test('the key follows also before a provisioning is there', async () => {
  const dataSource = await openApp();
  await dataSource.manager.insert(Person, { email: EMAIL });
  expect(await dataSource.manager.countBy(Person, { emailKey: KEY })).toBe(1);
  await dataSource.destroy();
});
