import { EventSubscriber, type BeforeQueryEvent, type EntitySubscriberInterface } from 'typeorm';
import { ProvisioningSubscriber } from 'passport-jit';
import { identity } from '../support/harness/harness';
import {
  openGuardedDatabase,
  AppUser,
  createGuardedProvisioning,
  AppMembership,
  SYNC_SETTINGS,
} from '../support/fixtures/guarded-entities';
import { seed } from '../support/fixtures/guarded-rows';
import { withGuardedDatabase } from '../support/databases/guarded-database';

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

withGuardedDatabase(
  (dataSource) => {
    let id: string;
    const manager = () => dataSource().manager;
    beforeEach(async () => {
      createGuardedProvisioning(dataSource(), { settings: { ...SYNC_SETTINGS, enhancedSync: false } });
      ({
        outsider: { id },
      } = await seed(dataSource()));
    });

    test.each([
      ['insert', () => manager().insert(AppUser, { email: EMAIL })],
      ['insert of several', () => manager().insert(AppUser, [{ email: 'x@example.com' }, { email: EMAIL }])],
      ['save of a plain object', () => manager().save(AppUser, { email: EMAIL })],
      ['save of an entity', () => manager().save(manager().create(AppUser, { email: EMAIL }))],
      ['save of some columns', () => manager().save(AppUser, { id, email: EMAIL })],
      ['update', () => manager().update(AppUser, id, { email: EMAIL })],
      ['upsert of a new user', () => manager().upsert(AppUser, { email: EMAIL }, ['id'])],
      [
        'an inserting query builder',
        () => manager().createQueryBuilder().insert().into(AppUser).values({ email: EMAIL }).execute(),
      ],
      [
        'an updating query builder',
        () => manager().createQueryBuilder().update(AppUser).set({ email: EMAIL }).where({ id }).execute(),
      ],
    ])('an address that comes by %s is taken', async (_, write) => {
      await write();
      expect(await manager().countBy(AppUser, { emailKey: KEY })).toBe(1);
      const jit = createGuardedProvisioning(dataSource());
      const refused = await jit.provision(identity('eve', ['Everyone'], { email: 'EVE@example.com' }), {
        provider: 'okta',
      });
      expect(refused).toMatchObject({ outcome: 'denied', code: 'email_conflict' });
    });

    test('a removed address is free again', async () => {
      await manager().update(AppUser, id, { email: null });
      expect(await manager().findOneBy(AppUser, { id })).toMatchObject({ email: null, emailKey: null });
    });

    test('an upsert over a user, and an SQL expression, leave the key as it was: both are in the docs', async () => {
      const { emailKey } = await manager().findOneByOrFail(AppUser, { id });
      await manager().upsert(AppUser, { id, email: EMAIL }, ['id']);
      await manager().update(AppUser, id, { email: () => `'sql@example.com'` });
      expect(await manager().findOneBy(AppUser, { id })).toMatchObject({
        email: 'sql@example.com',
        emailKey,
      });
    });

    test('a write that affects no grants runs no query', async () => {
      createGuardedProvisioning(dataSource());
      Counter.queries = [];
      await manager().update(AppUser, id, { firstName: 'Eve', email: EMAIL, active: false });
      expect(Counter.queries).toHaveLength(1);
      const { membership } = await seed(dataSource());
      Counter.queries = [];
      await manager().update(AppMembership, membership.id, { pinned: true });
      expect(Counter.queries).toHaveLength(1);
    });
  },
  { subscribers: [ProvisioningSubscriber, Counter] },
);

test('the key is updated even before createProvisioning is called', async () => {
  const dataSource = await openGuardedDatabase();
  await dataSource.manager.insert(AppUser, { email: EMAIL });
  expect(await dataSource.manager.countBy(AppUser, { emailKey: KEY })).toBe(1);
  await dataSource.destroy();
});
