import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { INVITATION_SETTINGS } from '../support/harness/invitations';

const ACTOR = 'ada@example.com';
const ENTRA = { provider: 'entra', issuer: 'https://entra.example.com', actor: ACTOR };
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const OKTA_ISSUER = 'https://idp.example.com';

let harness: Harness;
let userId: string;
beforeEach(async () => {
  harness = await openHarness();
  userId = (await harness.signIn('ada', ['Everyone'])).user!.id;
});
afterEach(() => harness.close());

const signInAtEntra = (subject: string, groups: string[]) =>
  harness.signIn(subject, groups, { provider: 'entra', issuer: ENTRA.issuer });

test('a linked identity signs in as the user and is synced, also under enhanced sync', async () => {
  await harness.jit.identities.link({ ...ENTRA, userId, subject: 'ada-2' });
  expect(await signInAtEntra('ada-2', ['Managers'])).toMatchObject({
    outcome: 'synced',
    user: { id: userId, memberships: [{ role: 'EDITOR' }] },
  });
  expect(await harness.jit.identities.list(userId)).toEqual([
    expect.objectContaining({ provider: 'entra', subject: 'ada-2', issuer: ENTRA.issuer }),
    expect.objectContaining({ provider: 'okta', subject: 'ada', linkedAt: expect.any(Date) }),
  ]);
  expect(await harness.audit('identityLinked')).toMatchObject([
    {
      tenant: 'default',
      provider: 'entra',
      actor: ACTOR,
      user: userId,
      details: { subject: 'ada-2', issuer: ENTRA.issuer },
    },
  ]);
});

test('linking the same identity again changes nothing', async () => {
  for (let i = 0; i < 2; i += 1) await harness.jit.identities.link({ ...ENTRA, userId, subject: 'ada-2' });
  expect(await harness.audit('identityLinked')).toHaveLength(1);
});

test('an invited user who is linked is no longer invited, and counts as an owner', async () => {
  const { dataSource, reconfigured } = harness;
  const inviting = reconfigured({ settings: INVITATION_SETTINGS });
  const { id } = await inviting.invite({ email: 'bo@example.com', tenantOwner: true });
  await harness.jit.identities.link({ ...ENTRA, userId: id, subject: 'bo' });
  expect(await dataSource.manager.findOneByOrFail(entities.User, { id })).toMatchObject({
    invited: false,
    tenantOwner: true,
  });
  expect(await harness.jit.revokeInvitation({ email: 'bo@example.com' })).toBe(false);
});

test('an identity belongs to one user', async () => {
  const { id: otherId } = (await harness.signIn('bo', ['Everyone'])).user!;
  const link = { userId: otherId, provider: 'okta', subject: 'ada', issuer: OKTA_ISSUER, actor: ACTOR };
  for (const method of ['link', 'relink'] as const) {
    await expect(harness.jit.identities[method](link)).rejects.toMatchObject({
      code: 'identity_taken',
      status: 409,
    });
  }
  expect(await harness.jit.identities.list(otherId)).toMatchObject([{ subject: 'bo' }]);
  expect(await harness.audit('identityLinked')).toEqual([]);
});

test('another issuer of the same subject needs relink', async () => {
  const moved = { userId, provider: 'okta', subject: 'ada', issuer: 'https://new.example.com', actor: ACTOR };
  await expect(harness.jit.identities.link(moved)).rejects.toMatchObject({ code: 'identity_taken' });
  await harness.jit.identities.relink(moved);
  expect(await harness.jit.identities.list(userId)).toMatchObject([{ issuer: 'https://new.example.com' }]);
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ code: 'issuer_mismatch' });
  expect(await harness.signIn('ada', ['Everyone'], { issuer: moved.issuer })).toMatchObject({
    user: { id: userId },
  });
});

test('relink replaces the identities of one provider, and ends the sessions', async () => {
  const { jit, dataSource } = harness;
  await jit.identities.link({ ...ENTRA, userId, subject: 'ada-2' });
  const renamed = { userId, provider: 'okta', subject: 'ada-3', issuer: OKTA_ISSUER, actor: ACTOR };
  await jit.identities.relink(renamed);
  expect(await jit.identities.list(userId)).toMatchObject([{ subject: 'ada-2' }, { subject: 'ada-3' }]);
  expect(await dataSource.manager.findOneByOrFail(entities.User, { id: userId })).toMatchObject({
    sessionGeneration: 1,
  });
  const [, event] = await harness.audit('identityLinked');
  expect(event).toMatchObject({ details: { replaced: [{ subject: 'ada', issuer: OKTA_ISSUER }] } });
});

test('unlink removes one identity and ends the sessions; the grants stay', async () => {
  const { jit, dataSource } = harness;
  await jit.identities.link({ ...ENTRA, userId, subject: 'ada-2' });
  const okta = { userId, provider: 'okta', subject: 'ada', actor: ACTOR };
  expect(await jit.identities.unlink(okta)).toBe(true);
  expect(await jit.identities.unlink(okta)).toBe(false);
  expect(await jit.identities.list(userId)).toMatchObject([{ provider: 'entra' }]);
  const user = await dataSource.manager.findOneByOrFail(entities.User, { id: userId });
  expect(user).toMatchObject({ sessionGeneration: 1, active: true });
  expect(await dataSource.manager.countBy(entities.Membership, { userId })).toBe(1);
  // The address is still the one of the user, who is not taken over by it.
  expect(await harness.signIn('ada', ['Everyone'])).toMatchObject({ code: 'email_conflict' });
  expect(await harness.audit('identityUnlinked')).toMatchObject([
    { provider: 'okta', actor: ACTOR, user: userId, details: { subject: 'ada' } },
  ]);
});

test.each([
  ['an unknown id', () => ({ userId: UNKNOWN_ID })],
  ['the id of a user of another tenant', () => ({ userId, tenant: 'globex' })],
])('%s is not found', async (_what, of) => {
  const { identities } = harness.jit;
  const notFound = expect.objectContaining({ code: 'user_not_found' }) as Error;
  const { userId: id, ...options } = of() as { userId: string; tenant?: string };
  await expect(identities.list(id, options)).rejects.toEqual(notFound);
  await expect(identities.link({ ...ENTRA, ...of(), subject: 'x' })).rejects.toEqual(notFound);
  await expect(
    identities.unlink({ ...of(), provider: 'okta', subject: 'ada', actor: ACTOR }),
  ).rejects.toEqual(notFound);
});

test.each<[string, object, string[]]>([
  ['no subject and no actor', { subject: undefined, actor: undefined }, ['subject', 'actor']],
  ['a long subject', { subject: 's'.repeat(1025) }, ['subject']],
  ['an actor that is a provider', { actor: 'provider:okta' }, ['actor']],
  ['a misspelled option', { issuers: 'x' }, ['issuers']],
])('link refuses %s', async (_what, change, paths) => {
  const options = { ...ENTRA, userId, subject: 'x', ...change };
  const error = await harness.jit.identities.link(options).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'options_invalid' });
  expect((error as { faults: { path: string }[] }).faults.map(({ path }) => path)).toEqual(paths);
});

test('of two users who are linked to one identity at the same moment, one has it', async () => {
  const others = await Promise.all(
    ['bo', 'cy', 'di'].map(async (subject) => (await harness.signIn(subject, ['Everyone'])).user!.id),
  );
  const results = await Promise.allSettled(
    [userId, ...others].map((id) => harness.jit.identities.link({ ...ENTRA, userId: id, subject: 'shared' })),
  );
  const refusals = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  expect(refusals).toHaveLength(3);
  for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'identity_taken' });
  expect(await harness.audit('identityLinked')).toHaveLength(1);
});
