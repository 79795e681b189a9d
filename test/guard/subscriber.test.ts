import { randomUUID } from 'node:crypto';
import { EventSubscriber, type EntitySubscriberInterface, type UpdateEvent } from 'typeorm';
import { ProvisioningSubscriber, type Provisioning } from 'passport-jit';
import { identity } from '../support/harness';
import { appEntities, openApp, Person, provisioning, Right, Seat, seed, SYNC, type Seeded } from './app';
import { MANAGED, onEachDatabase } from './databases';

const OKTA = { provider: 'okta' };

/** A subscriber of the app's own that makes an owner of whoever is called Napoleon. */
@EventSubscriber()
class Coronation implements EntitySubscriberInterface<Person> {
  listenTo() {
    return Person;
  }
  beforeUpdate({ entity }: UpdateEvent<Person>) {
    if (entity?.firstName === 'Napoleon') entity.tenantOwner = true;
  }
}

onEachDatabase(
  (dataSource) => {
    let jit: Provisioning;
    let seeded: Seeded;
    const manager = () => dataSource().manager;
    beforeEach(async () => {
      jit = provisioning(dataSource(), { createMissingTeams: true });
      seeded = await seed(dataSource());
    });

    test('the provisioner writes everything: users, owners, teams, grants', async () => {
      await manager().query('DELETE FROM seats');
      await manager().query('DELETE FROM clubs');
      const groups = ['Administrators', 'Everyone', 'Phishing', 'Auditors'];
      const { user } = await jit.provision(identity('ada', groups), OKTA);
      expect(user).toMatchObject({ tenantOwner: true });
      expect(user!.memberships).toHaveLength(2);
      const later = await jit.provision(identity('ada', ['Everyone']), OKTA);
      expect(later).toMatchObject({ outcome: 'synced', user: { tenantOwner: false } });
    });

    test('no invitation is sent or accepted past the provisioner', async () => {
      await expect(jit.invite({ email: 'eve@example.com' })).rejects.toEqual(MANAGED);
      const invited = { email: 'eve@example.com', invited: true };
      await expect(manager().insert(Person, { ...invited })).rejects.toEqual(MANAGED);
      await expect(manager().save(Person, { ...invited })).rejects.toEqual(MANAGED);

      const before = provisioning(dataSource(), { settings: { ...SYNC, enhancedSync: false } });
      const { id } = await before.invite({ email: 'eve@example.com', tenantOwner: true });
      jit = provisioning(dataSource());
      await expect(manager().update(Person, id, { invited: false })).rejects.toEqual(MANAGED);
      const accepted = identity('eve', ['Administrators'], { emailVerified: true });
      expect(await before.provision(accepted, OKTA)).toMatchObject({ outcome: 'linked', user: { id } });
    });

    test('an invitation from before enhanced sync can be withdrawn', async () => {
      const before = provisioning(dataSource(), { settings: { ...SYNC, enhancedSync: false } });
      await before.invite({ email: 'eve@example.com', memberships: [{ team: 'Analytics', role: 'VIEWER' }] });
      jit = provisioning(dataSource());
      expect(await jit.withdrawInvitation({ email: 'eve@example.com' })).toBe(true);
    });

    test('no key can be forged: not in the data of a query runner, not on the object', async () => {
      const forged = { id: seeded.nobody.id, tenantOwner: true, permit: true, provisioning: jit };
      const data = { permit: forged, provisioning: jit, permitted: new WeakSet([forged]) };
      await expect(manager().save(Person, forged, { data })).rejects.toEqual(MANAGED);
      const runner = dataSource().createQueryRunner();
      Object.assign(runner.data, data);
      await expect(runner.manager.update(Person, forged.id, { tenantOwner: true })).rejects.toEqual(MANAGED);
      await expect(
        runner.manager.insert(Person, { email: 'x@example.com', tenantOwner: true }),
      ).rejects.toEqual(MANAGED);
      await runner.release();
    });

    test('the very object that the provisioner wrote is no key for a second write', async () => {
      let written: Person | undefined;
      const assignUser = (user: Person) => void (written = user);
      jit = provisioning(dataSource(), { assignUser });
      await jit.provision(identity('ada', ['Administrators']), OKTA);
      await manager().query('DELETE FROM jit_identities');
      await manager().query(`DELETE FROM people WHERE "id" = '${written!.id}'`);
      await expect(manager().insert(Person, written!)).rejects.toEqual(MANAGED);
    });

    test.each([
      ['report-only', { ...SYNC, enhancedSync: 'report-only' }],
      ['off', { ...SYNC, enhancedSync: false }],
      ['on, but just-in-time off', { ...SYNC, justInTime: false }],
    ] as const)('nothing is refused with enhanced sync %s', async (_, settings) => {
      provisioning(dataSource(), { settings });
      const { nobody, analytics, seat } = seeded;
      await manager().save(Seat, { userId: nobody.id, teamId: analytics.id, role: 'VIEWER' });
      await manager().delete(Seat, seat.id);
      await manager().update(Person, nobody.id, { tenantOwner: true });
      await manager().insert(Person, { email: 'eve@example.com', invited: true });
    });

    test('of several provisionings of a data source the last one counts', async () => {
      const { seat } = seeded;
      provisioning(dataSource(), { settings: { ...SYNC, enhancedSync: false } });
      await manager().update(Seat, seat.id, { role: 'VIEWER' });
      provisioning(dataSource());
      await expect(manager().update(Seat, seat.id, { role: 'EDITOR' })).rejects.toEqual(MANAGED);
    });

    test('of several rows one that is managed is enough, and none is written', async () => {
      const { nobody, owner, analytics, response } = seeded;
      const rows = [response, analytics].map(({ id: teamId }) => ({
        userId: nobody.id,
        teamId,
        role: 'VIEWER',
      }));
      await expect(manager().insert(Seat, rows)).rejects.toEqual(MANAGED);
      await expect(
        manager().save([
          manager().create(Person, { id: owner.id, firstName: 'Ada' }),
          manager().create(Seat, rows[0]),
        ]),
      ).rejects.toEqual(MANAGED);
      expect(await manager().countBy(Seat, { userId: nobody.id })).toBe(0);
      expect(await manager().findOneBy(Person, { id: owner.id })).toMatchObject({ firstName: null });
    });

    test('a refused write at the same moment takes no innocent one with it', async () => {
      const { owner, nobody, seat } = seeded;
      const results = await Promise.allSettled([
        manager().update(Person, owner.id, { firstName: 'Ada' }),
        manager().update(Seat, seat.id, { role: 'VIEWER' }),
        manager().update(Person, nobody.id, { lastName: 'Body' }),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    });

    test('an upsert of several users demotes no owner on the quiet', async () => {
      const { owner } = seeded;
      // The second row brings the column into the statement; in the first it would be the default.
      const rows = [
        { id: owner.id, firstName: 'Ada' },
        { id: randomUUID(), firstName: 'Bo', tenantOwner: false },
      ];
      await expect(manager().upsert(Person, rows, ['id'])).rejects.toEqual(MANAGED);
      expect(await manager().findOneBy(Person, { id: owner.id })).toMatchObject({ tenantOwner: true });
    });

    test('what another subscriber makes of a row is seen', async () => {
      const { nobody } = seeded;
      const write = manager().save(Person, { id: nobody.id, firstName: 'Napoleon' });
      await expect(write).rejects.toEqual(MANAGED);
      expect(await manager().findOneBy(Person, { id: nobody.id })).toMatchObject({ tenantOwner: false });
    });

    test('a cascade that changes a row and moves it at once is rolled back', async () => {
      const { nobody, seat } = seeded;
      const person = await manager().findOneByOrFail(Person, { id: nobody.id });
      const moved = await manager().findOneByOrFail(Seat, { id: seat.id });
      person.seats = [Object.assign(moved, { pinned: true })];
      await expect(manager().save(person)).rejects.toEqual(MANAGED);
      expect(await manager().findOneBy(Seat, { id: seat.id })).toMatchObject({
        userId: seat.userId,
        pinned: false,
      });
    });

    test('a cascade that moves a row is refused before it is written, also if the app goes on', async () => {
      const { nobody, seat } = seeded;
      await dataSource().transaction(async (inside) => {
        const person = await inside.findOneByOrFail(Person, { id: nobody.id });
        person.seats = [await inside.findOneByOrFail(Seat, { id: seat.id })];
        await expect(inside.save(person)).rejects.toEqual(MANAGED);
      });
      expect(await manager().findOneBy(Seat, { id: seat.id })).toMatchObject({ userId: seat.userId });
    });

    test('a relation that says otherwise than the id is not trusted', async () => {
      provisioning(dataSource(), { managedTeams: 'mapped' });
      const own = await manager().save(appEntities.Team, { name: 'Own' });
      const { nobody, analytics } = seeded;
      const rest = { userId: nobody.id, role: 'VIEWER' };
      for (const twoFaced of [
        { ...rest, teamId: own.id, team: analytics },
        { ...rest, teamId: analytics.id, team: own },
      ]) {
        await expect(manager().save(Seat, twoFaced)).rejects.toEqual(MANAGED);
        await expect(manager().insert(Seat, twoFaced)).rejects.toEqual(MANAGED);
      }
    });

    test('a user with grants is not removed, nor a permission by the way of its user', async () => {
      const { auditor } = seeded;
      const user = await manager().findOneByOrFail(Person, { id: auditor.id });
      await expect(manager().remove(user)).rejects.toEqual(MANAGED);
      expect(await manager().countBy(Right, { userId: auditor.id })).toBe(1);
    });
  },
  { subscribers: [ProvisioningSubscriber, Coronation] },
);

test('a data source without a provisioning is left alone', async () => {
  const dataSource = await openApp();
  const { seat, nobody } = await seed(dataSource);
  await dataSource.manager.update(Seat, seat.id, { role: 'VIEWER' });
  await dataSource.manager.update(Person, nobody.id, { tenantOwner: true });
  await dataSource.destroy();
});
