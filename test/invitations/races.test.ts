import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import { identity, createTeams } from '../support/harness/harness';
import { openConcurrencyEnvironment, type ConcurrencyEnvironment } from '../support/environments/concurrency';
import type { SignInRequest } from '../support/processes/sign-in-job';
import { INVITATION_SETTINGS, identityWithVerifiedEmail } from '../support/harness/invitations';

const { User, Identity, AuditEvent, Membership } = entities;
const email = 'ada@example.com';
const ROUNDS = 5;

let environment: ConcurrencyEnvironment;
let jit: Provisioning;
beforeAll(async () => {
  environment = await openConcurrencyEnvironment();
  jit = createProvisioning({ dataSource: environment.dataSource, settings: INVITATION_SETTINGS });
});
afterAll(() => environment.close());

const count = (entity: new () => object, where: object) =>
  environment.dataSource.manager.countBy(entity, where);
const signInConcurrently = (tenant: string, signIns: SignInRequest[]) =>
  environment.signInConcurrently({ tenant, options: { settings: INVITATION_SETTINGS }, signIns });
const sortedOutcomes = (results: { outcome: string; code?: string }[]) =>
  results.map(({ outcome, code }) => code ?? outcome).sort();

test('twelve identities for one invitation: exactly one is linked, and the others are refused', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `many ${round}`;
    const { id } = await jit.invite({ email, tenant });
    const signIns = Array.from({ length: 12 }, (_, i) => ({
      subject: `subject ${i}`,
      provider: i % 2 ? 'okta' : 'entra',
      ...{ email, emailVerified: true, groups: [] },
    }));
    const results = await signInConcurrently(tenant, signIns);
    expect(sortedOutcomes(results)).toEqual([...Array<string>(11).fill('email_conflict'), 'linked']);
    const linked = await environment.dataSource.manager.findBy(Identity, { tenant });
    const winner = results.findIndex(({ outcome }) => outcome === 'linked');
    expect(linked).toMatchObject([{ userId: id, subject: `subject ${winner}` }]);
    expect(await count(AuditEvent, { tenant, type: 'linked' })).toBe(1);
    expect(await count(AuditEvent, { tenant, type: 'denied' })).toBe(11);
  }
});

test('one identity twelve times: it is linked once, and gets in every time', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `same ${round}`;
    await jit.invite({ email, tenant });
    const ada: SignInRequest = { subject: 'ada', groups: [], email, emailVerified: true };
    const results = await signInConcurrently(tenant, Array<SignInRequest>(12).fill(ada));
    expect(sortedOutcomes(results)).toEqual(['linked', ...Array<string>(11).fill('unchanged')]);
  }
});

test('accepted and revoked at once: one of the two happens, whole', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `revoked ${round}`;
    await createTeams(environment.dataSource, tenant);
    await jit.invite({ email, tenant, memberships: [{ team: 'Analytics', role: 'EDITOR' }] });
    const signsIn = jit.provision(identityWithVerifiedEmail(email), { provider: 'okta', tenant });
    const revoked = await jit.revokeInvitation({ email, tenant });
    const { outcome } = await signsIn;
    expect(outcome).toBe(revoked ? 'denied' : 'linked');
    const left = revoked ? 0 : 1;
    expect(await count(User, { tenant })).toBe(left);
    expect(await count(Identity, { tenant })).toBe(left);
    expect(await count(Membership, { team: { tenant } })).toBe(left);
    expect(await count(AuditEvent, { tenant, type: 'invitationRevoked' })).toBe(1 - left);
  }
});

test('invited and created by a sign-in at the same moment: one user, and the loser gets an error', async () => {
  const settings = { ...INVITATION_SETTINGS, justInTime: true };
  const open = createProvisioning({ dataSource: environment.dataSource, settings });
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenant = `both ${round}`;
    const ada = identity('ada', [], { email });
    const [sent, came] = await Promise.all([
      open.invite({ email, tenant }).then(
        () => 'invited',
        ({ code }: { code: string }) => code,
      ),
      open.provision(ada, { provider: 'okta', tenant }).then(({ outcome, code }) => code ?? outcome),
    ]);
    expect([
      ['invited', 'email_conflict'],
      ['email_conflict', 'created'],
    ]).toContainEqual([sent, came]);
    expect(await count(User, { tenant })).toBe(1);
  }
});

test('ten invitations of one address: one is sent', async () => {
  const sent = await Promise.allSettled(
    Array.from({ length: 10 }, () => jit.invite({ email, tenant: 'ten' })),
  );
  const refused = sent.flatMap((result) => (result.status === 'rejected' ? [result.reason as object] : []));
  expect(refused).toEqual(Array(9).fill(expect.objectContaining({ code: 'email_conflict' })));
  expect(await count(User, { tenant: 'ten' })).toBe(1);
});
