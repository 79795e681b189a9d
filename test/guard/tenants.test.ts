import { randomUUID } from 'node:crypto';
import { appEntities, Club, Person, provisioning, Right, Seat, SYNC } from './app';
import { MANAGED, onDatabase } from './databases';
import { quietly, seed, type Seeded } from './seed';

/** Settings in the database: one tenant with enhanced sync, one without. */
onDatabase((dataSource) => {
  const manager = () => dataSource().manager;
  let synced: Seeded;
  let free: Seeded;
  beforeEach(async () => {
    await manager().query('DELETE FROM jit_settings');
    provisioning(dataSource(), { settings: undefined });
    synced = await seed(dataSource(), 'synced');
    free = await seed(dataSource(), 'free', false);
    await quietly(manager(), appEntities.Settings, [{ tenant: 'synced', version: 1, ...SYNC }]);
    await quietly(manager(), appEntities.Settings, [
      { tenant: 'free', version: 1, ...SYNC, enhancedSync: false },
    ]);
  });

  test('a tenant without enhanced sync is free, where the row can be seen', async () => {
    const { nobody, analytics, response, seat, right, member, owner } = free;
    await manager().save(Seat, { userId: nobody.id, teamId: analytics.id, role: 'VIEWER' });
    await manager().save(Seat, { id: seat.id, role: 'VIEWER' });
    // By a cascade the user is not seen, but the team is, and with it the tenant.
    await manager().save(Person, { id: nobody.id, seats: [{ teamId: response.id, role: 'EDITOR' }] });
    await manager().save(Right, { id: right.id, permission: 'BILLING' });
    await manager().save(Person, { id: owner.id, tenantOwner: false });
    await manager().insert(Person, { tenant: 'free', email: 'eve@example.com', invited: true });
    await manager().remove(await manager().findOneByOrFail(Person, { id: member.id }));
    await manager().save(Club, { id: analytics.id, name: 'Numbers' });
  });

  test('a tenant with enhanced sync is not', async () => {
    const { nobody, analytics, seat, right, member, owner } = synced;
    const writes = [
      () => manager().save(Seat, { userId: nobody.id, teamId: analytics.id, role: 'VIEWER' }),
      () => manager().save(Seat, { id: seat.id, role: 'VIEWER' }),
      () => manager().save(Right, { id: right.id, permission: 'BILLING' }),
      () => manager().save(Person, { id: owner.id, tenantOwner: false }),
      () => manager().insert(Person, { tenant: 'synced', email: 'eve@example.com', invited: true }),
      async () => manager().remove(await manager().findOneByOrFail(Person, { id: member.id })),
    ];
    for (const write of writes) await expect(write()).rejects.toEqual(MANAGED);
  });

  test('a row that cannot be seen may be of any tenant', async () => {
    const { seat, owner, nobody } = free;
    await expect(manager().update(Seat, seat.id, { role: 'VIEWER' })).rejects.toEqual(MANAGED);
    await expect(manager().update(Person, owner.id, { tenantOwner: false })).rejects.toEqual(MANAGED);
    await expect(manager().delete(Person, nobody.id)).rejects.toEqual(MANAGED);
    await manager().update(Person, owner.id, { firstName: 'Ada' });
    await manager().query('DELETE FROM jit_settings');
    await manager().update(Seat, seat.id, { role: 'VIEWER' });
  });

  test('nobody crosses from one tenant to the other with a grant', async () => {
    const stranger = { userId: free.nobody.id, teamId: synced.analytics.id, role: 'VIEWER' };
    await expect(manager().save(Seat, stranger)).rejects.toEqual(MANAGED);
    await expect(manager().save(Person, { id: free.owner.id, tenant: 'synced' })).rejects.toEqual(MANAGED);
    await expect(manager().save(Person, { id: synced.member.id, tenant: 'free' })).rejects.toEqual(MANAGED);
    await expect(manager().save(Club, { id: free.analytics.id, tenant: 'synced' })).rejects.toEqual(MANAGED);
    await manager().save(Person, {
      id: free.nobody.id,
      tenant: 'synced',
      email: `${randomUUID()}@example.com`,
    });
  });
});
