import { randomUUID } from 'node:crypto';
import {
  appEntities,
  AppTeam,
  AppUser,
  createGuardedProvisioning,
  AppPermission,
  AppMembership,
  SYNC_SETTINGS,
} from '../support/fixtures/guarded-entities';
import { MANAGED, withGuardedDatabase } from '../support/databases/guarded-database';
import { unguarded } from '../support/databases/unguarded';
import { seed, type SeededRows } from '../support/fixtures/guarded-rows';

/** Settings in the database: one tenant with enhanced sync, one without. */
withGuardedDatabase((dataSource) => {
  const manager = () => dataSource().manager;
  let synced: SeededRows;
  let free: SeededRows;
  beforeEach(async () => {
    await manager().query('DELETE FROM jit_settings');
    createGuardedProvisioning(dataSource(), { settings: undefined });
    synced = await seed(dataSource(), 'synced');
    free = await seed(dataSource(), 'free', false);
    await unguarded(dataSource()).insert(appEntities.Settings, [
      { tenant: 'synced', version: 1, ...SYNC_SETTINGS },
    ]);
    await unguarded(dataSource()).insert(appEntities.Settings, [
      { tenant: 'free', version: 1, ...SYNC_SETTINGS, enhancedSync: false },
    ]);
  });

  test('a tenant without enhanced sync is free, where the row can be seen', async () => {
    const { outsider, analytics, response, membership, permission, member, owner } = free;
    await manager().save(AppMembership, { userId: outsider.id, teamId: analytics.id, role: 'VIEWER' });
    await manager().save(AppMembership, { id: membership.id, role: 'VIEWER' });
    // By a cascade the user is not seen, but the team is, and with it the tenant.
    await manager().save(AppUser, {
      id: outsider.id,
      cascadedMemberships: [{ teamId: response.id, role: 'EDITOR' }],
    });
    await manager().save(AppPermission, { id: permission.id, permission: 'BILLING' });
    await manager().save(AppUser, { id: owner.id, tenantOwner: false });
    await manager().insert(AppUser, { tenant: 'free', email: 'eve@example.com', invited: true });
    await manager().remove(await manager().findOneByOrFail(AppUser, { id: member.id }));
    await manager().save(AppTeam, { id: analytics.id, name: 'Numbers' });
  });

  test('a tenant with enhanced sync is not', async () => {
    const { outsider, analytics, membership, permission, member, owner } = synced;
    const writes = [
      () => manager().save(AppMembership, { userId: outsider.id, teamId: analytics.id, role: 'VIEWER' }),
      () => manager().save(AppMembership, { id: membership.id, role: 'VIEWER' }),
      () => manager().save(AppPermission, { id: permission.id, permission: 'BILLING' }),
      () => manager().save(AppUser, { id: owner.id, tenantOwner: false }),
      () => manager().insert(AppUser, { tenant: 'synced', email: 'eve@example.com', invited: true }),
      async () => manager().remove(await manager().findOneByOrFail(AppUser, { id: member.id })),
    ];
    for (const write of writes) await expect(write()).rejects.toEqual(MANAGED);
  });

  test('a row that cannot be seen may be of any tenant', async () => {
    const { membership, owner, outsider } = free;
    await expect(manager().update(AppMembership, membership.id, { role: 'VIEWER' })).rejects.toEqual(MANAGED);
    await expect(manager().update(AppUser, owner.id, { tenantOwner: false })).rejects.toEqual(MANAGED);
    await expect(manager().delete(AppUser, outsider.id)).rejects.toEqual(MANAGED);
    await manager().update(AppUser, owner.id, { firstName: 'Ada' });
    await manager().query('DELETE FROM jit_settings');
    await manager().update(AppMembership, membership.id, { role: 'VIEWER' });
  });

  test('no user moves from one tenant to the other with a grant', async () => {
    const stranger = { userId: free.outsider.id, teamId: synced.analytics.id, role: 'VIEWER' };
    await expect(manager().save(AppMembership, stranger)).rejects.toEqual(MANAGED);
    await expect(manager().save(AppUser, { id: free.owner.id, tenant: 'synced' })).rejects.toEqual(MANAGED);
    await expect(manager().save(AppUser, { id: synced.member.id, tenant: 'free' })).rejects.toEqual(MANAGED);
    await expect(manager().save(AppTeam, { id: free.analytics.id, tenant: 'synced' })).rejects.toEqual(
      MANAGED,
    );
    await manager().save(AppUser, {
      id: free.outsider.id,
      tenant: 'synced',
      email: `${randomUUID()}@example.com`,
    });
  });
});
