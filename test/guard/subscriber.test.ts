import type { Provisioning } from 'passport-jit';
import { identity } from '../support/harness';
import { openApp, Person, provisioning, Seat, SYNC } from './app';
import { seed, type Seeded } from './seed';
import { MANAGED, onDatabase } from './databases';

const OKTA = { provider: 'okta' };

onDatabase((dataSource) => {
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
    await manager().query(`DELETE FROM people WHERE id = '${written!.id}'`);
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
});

test('a data source without a provisioning is left alone', async () => {
  const dataSource = await openApp();
  const { seat, nobody } = await seed(dataSource);
  await dataSource.manager.update(Seat, seat.id, { role: 'VIEWER' });
  await dataSource.manager.update(Person, nobody.id, { tenantOwner: true });
  await dataSource.destroy();
});
