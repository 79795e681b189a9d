import { entities } from 'passport-jit';
import type { Harness } from '../support/harness/harness';
import { openInvitationHarness, identityWithVerifiedEmail } from '../support/harness/invitations';

const email = 'ada@example.com';
let harness: Harness;
beforeEach(async () => {
  harness = await openInvitationHarness();
});
afterEach(() => harness.close());
const { User, Membership } = entities;

test('removes the user and the grants, ignores the case of the address, and is audited', async () => {
  const memberships = [{ team: 'Analytics', role: 'EDITOR' }];
  const { id } = await harness.jit.invite({ email, memberships });
  expect(await harness.jit.revokeInvitation({ email: 'ADA@example.com ', actor: 'root' })).toBe(true);
  expect(await harness.dataSource.manager.count(User)).toBe(0);
  expect(await harness.dataSource.manager.count(Membership)).toBe(0);
  expect(await harness.audit('invitationRevoked')).toEqual([
    expect.objectContaining({ user: id, actor: 'root', tenant: 'default' }),
  ]);
  expect(await harness.jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' })).toMatchObject({
    code: 'not_provisioned',
  });
  // The address is free again.
  await harness.jit.invite({ email });
});

test('affects no user who has accepted, no user of another tenant, and no user without an invitation', async () => {
  await harness.jit.invite({ email });
  expect(await harness.jit.revokeInvitation({ email, tenant: 'globex' })).toBe(false);
  expect(await harness.jit.revokeInvitation({ email: 'bo@example.com' })).toBe(false);
  await harness.jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' });
  expect(await harness.jit.revokeInvitation({ email })).toBe(false);
  // A user who was marked as invited, and has signed in before.
  await harness.dataSource.query('UPDATE jit_users SET invited = true');
  expect(await harness.jit.revokeInvitation({ email })).toBe(false);
  expect(await harness.dataSource.manager.count(User)).toBe(1);
  expect(await harness.audit('invitationRevoked')).toEqual([]);
});

test('a user who existed before the invitation is kept with all grants, and is no longer invited', async () => {
  const { jit, dataSource } = harness;
  const team = await dataSource.manager.findOneByOrFail(entities.Team, { name: 'Analytics' });
  const user = await dataSource.manager.save(User, { email, tenant: 'default', firstName: 'Ada' });
  await dataSource.manager.save(Membership, { userId: user.id, teamId: team.id, role: 'EDITOR' });
  await dataSource.manager.update(User, user.id, { invited: true });
  expect(await jit.revokeInvitation({ email, actor: 'root' })).toBe(true);
  const kept = await dataSource.manager.findOneByOrFail(User, { email });
  expect(kept).toMatchObject({ id: user.id, firstName: 'Ada', active: true, invited: false });
  expect(await dataSource.manager.count(Membership)).toBe(1);
  expect(await harness.audit('invitationRevoked')).toMatchObject([
    { details: { email, userDeleted: false } },
  ]);
  expect(await jit.revokeInvitation({ email })).toBe(false);
});

test('a user whom an invitation created and who has signed in since is kept', async () => {
  const { jit, dataSource } = harness;
  const { id } = await jit.invite({ email });
  await jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' });
  await jit.identities.unlink({
    userId: id,
    provider: 'okta',
    subject: identityWithVerifiedEmail(email).subject,
    actor: 'root',
  });
  await dataSource.manager.update(User, id, { invited: true });
  expect(await jit.revokeInvitation({ email })).toBe(true);
  expect(await dataSource.manager.findOneByOrFail(User, { id })).toMatchObject({ invited: false });
});

test.each([undefined, null, 7, ''])('what is no address is refused: %j', async (address) => {
  await expect(harness.jit.revokeInvitation({ email: address as never })).rejects.toMatchObject({
    code: 'invitation_invalid',
  });
});

test('all faults are reported at once, and the invitation is not revoked', async () => {
  await harness.jit.invite({ email });
  await expect(harness.jit.revokeInvitation({ email: '', actor: 'x'.repeat(321) })).rejects.toMatchObject({
    code: 'invitation_invalid',
    faults: [{ path: 'email' }, { path: 'actor' }],
  });
  await expect(harness.jit.revokeInvitation({ email, actor: 'ro\0ot' })).rejects.toMatchObject({
    faults: [{ path: 'actor', message: 'must be well-formed Unicode without NUL' }],
  });
  expect(await harness.dataSource.manager.count(User)).toBe(1);
});
