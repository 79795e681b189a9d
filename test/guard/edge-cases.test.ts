import { randomUUID } from 'node:crypto';
import { EventSubscriber, type EntitySubscriberInterface, type UpdateEvent } from 'typeorm';
import { ProvisioningSubscriber } from 'passport-jit';
import {
  appEntities,
  AppUser,
  createGuardedProvisioning,
  AppPermission,
  AppMembership,
} from '../support/fixtures/guarded-entities';
import { MANAGED, withGuardedDatabase } from '../support/databases/guarded-database';
import { seed, type SeededRows } from '../support/fixtures/guarded-rows';

/** A subscriber of the app that makes every user named Napoleon an owner. */
@EventSubscriber()
class OwnerPromotingSubscriber implements EntitySubscriberInterface<AppUser> {
  listenTo() {
    return AppUser;
  }
  beforeUpdate({ entity }: UpdateEvent<AppUser>) {
    if (entity?.firstName === 'Napoleon') entity.tenantOwner = true;
  }
}

withGuardedDatabase(
  (dataSource) => {
    let seeded: SeededRows;
    const manager = () => dataSource().manager;
    beforeEach(async () => {
      createGuardedProvisioning(dataSource());
      seeded = await seed(dataSource());
    });

    test('if one of several rows is managed, none is written', async () => {
      const { outsider, owner, analytics, response } = seeded;
      const rows = [response, analytics].map(({ id: teamId }) => ({
        userId: outsider.id,
        teamId,
        role: 'VIEWER',
      }));
      await expect(manager().insert(AppMembership, rows)).rejects.toEqual(MANAGED);
      await expect(
        manager().save([
          manager().create(AppUser, { id: owner.id, firstName: 'Ada' }),
          manager().create(AppMembership, rows[0]),
        ]),
      ).rejects.toEqual(MANAGED);
      expect(await manager().countBy(AppMembership, { userId: outsider.id })).toBe(0);
      expect(await manager().findOneBy(AppUser, { id: owner.id })).toMatchObject({ firstName: null });
    });

    test('a refused write at the same moment takes no innocent one with it', async () => {
      const { owner, outsider, membership } = seeded;
      const results = await Promise.allSettled([
        manager().update(AppUser, owner.id, { firstName: 'Ada' }),
        manager().update(AppMembership, membership.id, { role: 'VIEWER' }),
        manager().update(AppUser, outsider.id, { lastName: 'Body' }),
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
      await expect(manager().upsert(AppUser, rows, ['id'])).rejects.toEqual(MANAGED);
      expect(await manager().findOneBy(AppUser, { id: owner.id })).toMatchObject({ tenantOwner: true });
    });

    test('changes of a row by another subscriber are detected', async () => {
      const { outsider } = seeded;
      const write = manager().save(AppUser, { id: outsider.id, firstName: 'Napoleon' });
      await expect(write).rejects.toEqual(MANAGED);
      expect(await manager().findOneBy(AppUser, { id: outsider.id })).toMatchObject({ tenantOwner: false });
    });

    test('a cascade that changes a row and moves it at once is rolled back', async () => {
      const { outsider, membership } = seeded;
      const person = await manager().findOneByOrFail(AppUser, { id: outsider.id });
      const moved = await manager().findOneByOrFail(AppMembership, { id: membership.id });
      person.cascadedMemberships = [Object.assign(moved, { pinned: true })];
      await expect(manager().save(person)).rejects.toEqual(MANAGED);
      expect(await manager().findOneBy(AppMembership, { id: membership.id })).toMatchObject({
        userId: membership.userId,
        pinned: false,
      });
    });

    test('a cascade that moves a row is refused before it is written, also if the app goes on', async () => {
      const { outsider, membership } = seeded;
      await dataSource().transaction(async (inside) => {
        const person = await inside.findOneByOrFail(AppUser, { id: outsider.id });
        person.cascadedMemberships = [await inside.findOneByOrFail(AppMembership, { id: membership.id })];
        await expect(inside.save(person)).rejects.toEqual(MANAGED);
      });
      expect(await manager().findOneBy(AppMembership, { id: membership.id })).toMatchObject({
        userId: membership.userId,
      });
    });

    test('a relation that contradicts the id is not trusted', async () => {
      createGuardedProvisioning(dataSource(), { managedTeams: 'mapped' });
      const own = await manager().save(appEntities.Team, { name: 'Own' });
      const { outsider, analytics } = seeded;
      const rest = { userId: outsider.id, role: 'VIEWER' };
      for (const rowWithConflictingUser of [
        { ...rest, teamId: own.id, team: analytics },
        { ...rest, teamId: analytics.id, team: own },
      ]) {
        await expect(manager().save(AppMembership, rowWithConflictingUser)).rejects.toEqual(MANAGED);
        await expect(manager().insert(AppMembership, rowWithConflictingUser)).rejects.toEqual(MANAGED);
      }
    });

    test('neither a user with grants nor a permission through its user can be removed', async () => {
      const { auditor } = seeded;
      const user = await manager().findOneByOrFail(AppUser, { id: auditor.id });
      await expect(manager().remove(user)).rejects.toEqual(MANAGED);
      expect(await manager().countBy(AppPermission, { userId: auditor.id })).toBe(1);
    });
  },
  { subscribers: [ProvisioningSubscriber, OwnerPromotingSubscriber] },
);
