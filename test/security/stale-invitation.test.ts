import { entities } from 'passport-jit';
import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';

/*
 * CVE-2026-16255: people were locked out by turning sign-in through the identity provider on, and an invitation that
 * had been sent before let them in all the same, with what it promised.
 */
const before = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING } as const;
const after = { ...before, enhancedSync: true };
const email = 'eve@example.com';
const eve = identity('eve', [], { email, emailVerified: true });

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({ settings: undefined });
  await harness.jit.settings.update(before, { version: 0, actor: 'root' });
  const memberships = [{ team: 'Analytics', role: 'TEAM_ADMIN' }];
  await harness.jit.invite({ email, tenantOwner: true, memberships });
  await harness.jit.settings.update(after, { version: 1, actor: 'root' });
});
afterEach(() => harness.close());

test('an invitation from before enhanced sync is refused', async () => {
  for (const options of [{}, { emailDomains: ['example.com'] }]) {
    expect(await harness.jit.provision(eve, { provider: 'okta', ...options })).toMatchObject({
      outcome: 'denied',
      code: 'managed_by_identity_provider',
    });
  }
  expect(await harness.dataSource.manager.count(entities.Identity)).toBe(0);
});

test('an invitation that is refused cannot be turned into an account by way of the database', async () => {
  const user = await harness.dataSource.manager.findOneByOrFail(entities.User, { email });
  user.invited = false;
  await expect(harness.dataSource.manager.save(user)).rejects.toMatchObject({
    code: 'managed_by_identity_provider',
  });
  const sneaked = { email: 'mallory@example.com', invited: true };
  await expect(harness.dataSource.manager.insert(entities.User, sneaked)).rejects.toMatchObject({
    code: 'managed_by_identity_provider',
  });
});

test('its grants are not given to a user who is admitted by groups', async () => {
  await harness.jit.revokeInvitation({ email });
  const { outcome, user } = await harness.jit.provision(eve, { provider: 'okta' });
  expect(outcome).toBe('created');
  expect(user).toMatchObject({ tenantOwner: false, memberships: [] });
});

test('a user whose invitation was accepted before the lock is synced with the groups', async () => {
  const { settings } = harness.jit;
  const { version } = await settings.update({ enhancedSync: false }, { version: 2, actor: 'root' });
  await harness.signIn('ada', ['Administrators']);
  const { user } = await harness.jit.provision(eve, { provider: 'okta' });
  expect(user).toMatchObject({ tenantOwner: true, memberships: [{ role: 'TEAM_ADMIN' }] });
  const confirm = ['takes_last_owner', 'empties_everybody'];
  await settings.update({ enhancedSync: true }, { version, actor: 'root', confirm });
  expect((await harness.jit.provision(eve, { provider: 'okta' })).user).toMatchObject({
    tenantOwner: false,
    memberships: [],
  });
});
