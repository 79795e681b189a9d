import type { Provisioning } from 'passport-jit';
import { identity } from '../support/harness/harness';
import {
  openGuardedDatabase,
  AppUser,
  createGuardedProvisioning,
  AppMembership,
  SYNC_SETTINGS,
} from '../support/fixtures/guarded-entities';
import { seed, type SeededRows } from '../support/fixtures/guarded-rows';
import { MANAGED, withGuardedDatabase } from '../support/databases/guarded-database';

const OKTA = { provider: 'okta' };

withGuardedDatabase((dataSource) => {
  let jit: Provisioning;
  let seeded: SeededRows;
  const manager = () => dataSource().manager;
  beforeEach(async () => {
    jit = createGuardedProvisioning(dataSource(), { createMissingTeams: true });
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
    await expect(manager().insert(AppUser, { ...invited })).rejects.toEqual(MANAGED);
    await expect(manager().save(AppUser, { ...invited })).rejects.toEqual(MANAGED);

    const before = createGuardedProvisioning(dataSource(), {
      settings: { ...SYNC_SETTINGS, enhancedSync: false },
    });
    const { id } = await before.invite({ email: 'eve@example.com', tenantOwner: true });
    jit = createGuardedProvisioning(dataSource());
    await expect(manager().update(AppUser, id, { invited: false })).rejects.toEqual(MANAGED);
    const accepted = identity('eve', ['Administrators'], { emailVerified: true });
    expect(await before.provision(accepted, OKTA)).toMatchObject({ outcome: 'linked', user: { id } });
  });

  test('an invitation from before enhanced sync can be revoked', async () => {
    const before = createGuardedProvisioning(dataSource(), {
      settings: { ...SYNC_SETTINGS, enhancedSync: false },
    });
    await before.invite({ email: 'eve@example.com', memberships: [{ team: 'Analytics', role: 'VIEWER' }] });
    jit = createGuardedProvisioning(dataSource());
    expect(await jit.revokeInvitation({ email: 'eve@example.com' })).toBe(true);
  });

  test('no key can be forged: not in the data of a query runner, not on the object', async () => {
    const forged = { id: seeded.outsider.id, tenantOwner: true, permit: true, provisioning: jit };
    const data = { permit: forged, provisioning: jit, permitted: new WeakSet([forged]) };
    await expect(manager().save(AppUser, forged, { data })).rejects.toEqual(MANAGED);
    const runner = dataSource().createQueryRunner();
    Object.assign(runner.data, data);
    await expect(runner.manager.update(AppUser, forged.id, { tenantOwner: true })).rejects.toEqual(MANAGED);
    await expect(
      runner.manager.insert(AppUser, { email: 'x@example.com', tenantOwner: true }),
    ).rejects.toEqual(MANAGED);
    await runner.release();
  });

  test('the object that the library wrote does not permit a second write', async () => {
    let written: AppUser | undefined;
    const assignUser = (user: AppUser) => void (written = user);
    jit = createGuardedProvisioning(dataSource(), { assignUser });
    await jit.provision(identity('ada', ['Administrators']), OKTA);
    await manager().query('DELETE FROM jit_identities');
    await manager().query(`DELETE FROM people WHERE id = '${written!.id}'`);
    await expect(manager().insert(AppUser, written!)).rejects.toEqual(MANAGED);
  });

  test.each([
    ['report-only', { ...SYNC_SETTINGS, enhancedSync: 'report-only' }],
    ['off', { ...SYNC_SETTINGS, enhancedSync: false }],
    ['on, but just-in-time off', { ...SYNC_SETTINGS, justInTime: false }],
  ] as const)('nothing is refused with enhanced sync %s', async (_, settings) => {
    createGuardedProvisioning(dataSource(), { settings });
    const { outsider, analytics, membership } = seeded;
    await manager().save(AppMembership, { userId: outsider.id, teamId: analytics.id, role: 'VIEWER' });
    await manager().delete(AppMembership, membership.id);
    await manager().update(AppUser, outsider.id, { tenantOwner: true });
    await manager().insert(AppUser, { email: 'eve@example.com', invited: true });
  });

  test('of several provisionings of a data source the last one counts', async () => {
    const { membership } = seeded;
    createGuardedProvisioning(dataSource(), { settings: { ...SYNC_SETTINGS, enhancedSync: false } });
    await manager().update(AppMembership, membership.id, { role: 'VIEWER' });
    createGuardedProvisioning(dataSource());
    await expect(manager().update(AppMembership, membership.id, { role: 'EDITOR' })).rejects.toEqual(MANAGED);
  });
});

test('a data source without createProvisioning is not guarded', async () => {
  const dataSource = await openGuardedDatabase();
  const { membership, outsider } = await seed(dataSource);
  await dataSource.manager.update(AppMembership, membership.id, { role: 'VIEWER' });
  await dataSource.manager.update(AppUser, outsider.id, { tenantOwner: true });
  await dataSource.destroy();
});
