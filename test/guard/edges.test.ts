import { randomUUID } from 'node:crypto';
import { EventSubscriber, type EntitySubscriberInterface, type UpdateEvent } from 'typeorm';
import { ProvisioningSubscriber } from 'passport-jit';
import { appEntities, Person, provisioning, Right, Seat } from './app';
import { MANAGED, onDatabase } from './databases';
import { seed, type Seeded } from './seed';

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

onDatabase(
  (dataSource) => {
    let seeded: Seeded;
    const manager = () => dataSource().manager;
    beforeEach(async () => {
      provisioning(dataSource());
      seeded = await seed(dataSource());
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
