import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, createTeams, MAPPING, openDatabase } from '../support/harness/harness';

/*
 * A transaction that needs a second connection while it holds one blocks a pool for good, once as many of them as there
 * are connections have got that far. So everything must do with a pool of one.
 */
let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase({ poolSize: 1 });
  await createTeams(dataSource);
});
afterEach(() => dataSource.destroy());

const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const GROUPS = ['Administrators', 'Everyone', 'Phishing', 'Auditors'];
const signIn = (jit: Provisioning, subject: string, groups = GROUPS) =>
  jit.provision(identity(subject, groups, { emailVerified: true }), { provider: 'okta' });

test('sign-ins of every outcome', async () => {
  const jit = createProvisioning({ dataSource, settings, createMissingTeams: true });
  await dataSource.manager.delete(entities.Team, { name: 'Analytics' });
  expect(await signIn(jit, 'ada')).toMatchObject({ outcome: 'created' });
  expect(await signIn(jit, 'bo')).toMatchObject({ outcome: 'created' });
  expect(await signIn(jit, 'ada', ['Managers'])).toMatchObject({ outcome: 'synced' });
  expect(await signIn(jit, 'ada', ['Managers', 'Unmapped'])).toMatchObject({ outcome: 'unchanged' });
  expect(await signIn(jit, 'bo', [])).toMatchObject({ notes: [{ kind: 'lastOwner' }] });
  await dataSource.query('UPDATE jit_users SET active = false');
  expect(await signIn(jit, 'bo')).toMatchObject({ outcome: 'denied' });
});

test('invitations, settings in the database, and all that is asked', async () => {
  const jit = createProvisioning({ dataSource });
  const invitation = { email: 'ada@example.com', memberships: [{ team: 'Analytics', role: 'EDITOR' }] };
  await jit.invite(invitation);
  await expect(jit.invite(invitation)).rejects.toMatchObject({ code: 'email_conflict' });
  expect(await signIn(jit, 'ada')).toMatchObject({ outcome: 'linked' });
  expect(await jit.revokeInvitation({ email: 'nobody@example.com' })).toBe(false);
  const first = await jit.settings.update(settings, { version: 0, actor: 'root' });
  await expect(jit.settings.update(settings, { version: 0, actor: 'root' })).rejects.toMatchObject({
    code: 'settings_conflict',
  });
  expect(first.version).toBe(1);
  const { user } = await signIn(jit, 'bo');
  expect(await jit.explain(user!.id)).not.toEqual([]);
  await jit.releaseHeldRemovals();
});

test("the guard of the app's own writes", async () => {
  createProvisioning({ dataSource, settings });
  const { manager } = dataSource;
  const { Team, Membership, User } = entities;
  const user = await manager.save(manager.create(User, { email: 'ada@example.com' }));
  const { id } = await manager.findOneByOrFail(Team, { name: 'Analytics' });
  const membership = manager.create(Membership, { userId: user.id, teamId: id, role: 'EDITOR' });
  await expect(manager.save(membership)).rejects.toMatchObject({ code: 'managed_by_identity_provider' });
});

test('200 sign-ins at once', async () => {
  const jit = createProvisioning({ dataSource, settings });
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => signIn(jit, `person ${i % 20}`)));
  expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(20);
  expect(outcomes.filter(({ outcome }) => outcome === 'unchanged')).toHaveLength(180);
});
