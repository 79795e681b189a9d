import { entities } from 'passport-jit';
import type { Harness } from '../support/harness/harness';
import {
  INVITATION_SETTINGS,
  loadInvitedUser,
  openInvitationHarness,
  identityWithVerifiedEmail,
} from '../support/harness/invitations';

const email = 'Ada@Example.com';
let harness: Harness;
beforeEach(async () => {
  harness = await openInvitationHarness();
});
afterEach(() => harness.close());

describe('an invited user is admitted with a trusted address', () => {
  test('because the provider has verified it', async () => {
    await harness.jit.invite({ email });
    const { outcome, user } = await harness.jit.provision(identityWithVerifiedEmail(email), {
      provider: 'okta',
    });
    expect(outcome).toBe('linked');
    expect(user).toMatchObject({ email, invited: false, active: true });
    expect((await loadInvitedUser(harness, email)).identities).toBe(1);
  });

  test('because the provider may vouch for the whole domain', async () => {
    await harness.jit.invite({ email });
    const saml = { protocol: 'saml', emailVerified: undefined };
    const { outcome } = await harness.jit.provision(identityWithVerifiedEmail(email, saml), {
      provider: 'okta',
      emailDomains: ['other.example', 'EXAMPLE.com'],
    });
    expect(outcome).toBe('linked');
  });

  test.each(['ada@example.com', 'ADA@EXAMPLE.COM', '  ada@Example.com '])(
    'whatever its case: %j',
    async (as) => {
      await harness.jit.invite({ email });
      const { outcome, user } = await harness.jit.provision(identityWithVerifiedEmail(as), {
        provider: 'okta',
      });
      expect(outcome).toBe('linked');
      expect(user!.email).toBe(email);
    },
  );

  test.each([
    ['just-in-time', { ...INVITATION_SETTINGS, justInTime: true }],
    ['report-only', { ...INVITATION_SETTINGS, justInTime: true, enhancedSync: 'report-only' as const }],
    ['enhanced sync that waits for just-in-time', { ...INVITATION_SETTINGS, enhancedSync: true }],
  ])('under the settings of %s', async (_, settings) => {
    const jit = harness.reconfigured({ settings });
    await jit.invite({ email });
    expect(await jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' })).toMatchObject({
      outcome: 'linked',
    });
  });
});

describe('the grants of an invitation', () => {
  const invitation = {
    email,
    firstName: 'Augusta',
    tenantOwner: true,
    memberships: [
      { team: 'Analytics', role: 'TEAM_ADMIN' },
      { team: 'Incident Response', role: 'VIEWER' },
    ],
  };

  test('exist from the first sign-in on, as manual grants, and stay', async () => {
    const jit = harness.reconfigured({ settings: { ...INVITATION_SETTINGS, justInTime: true } });
    await jit.invite(invitation);
    const who = identityWithVerifiedEmail(email, {
      subject: 'ada',
      attributes: { given_name: 'Ada', family_name: 'King', groups: [] },
    });
    const { user } = await jit.provision(who, { provider: 'okta' });
    expect(user).toMatchObject({
      firstName: 'Augusta',
      lastName: 'King',
      tenantOwner: true,
      ownerSource: 'manual',
    });
    const grants = ['Analytics: TEAM_ADMIN', 'Incident Response: VIEWER', 'owner'];
    expect(await harness.grants('ada')).toEqual(grants);
    expect(user!.memberships.map(({ source, provider, group }) => [source, provider, group])).toEqual(
      Array(2).fill(['manual', null, null]),
    );
    await jit.provision({ ...who, attributes: { groups: ['Managers'] } }, { provider: 'okta' });
    expect(await harness.grants('ada')).toEqual(grants);
  });

  test('does not count before: an invited owner has no identity, and cannot be the last owner', async () => {
    await harness.jit.invite(invitation);
    expect(await loadInvitedUser(harness, email)).toMatchObject({
      user: { invited: true, tenantOwner: true },
      identities: 0,
    });
    const jit = harness.reconfigured({
      settings: { ...INVITATION_SETTINGS, justInTime: true, enhancedSync: true },
    });
    const bo = (groups: string[]) => identityWithVerifiedEmail('bo@example.com', { attributes: { groups } });
    await jit.provision(bo(['Administrators']), { provider: 'okta' });
    const { notes } = await jit.provision(bo([]), { provider: 'okta' });
    expect(notes).toEqual([{ kind: 'lastOwner' }]);
  });

  test('is in the audit log, with who gave it', async () => {
    const { id } = await harness.jit.invite({ ...invitation, actor: 'root@example.com' });
    await harness.jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' });
    const [sent, linked] = await harness.audit();
    expect(sent).toMatchObject({ type: 'invited', actor: 'root@example.com', user: id, provider: null });
    expect(sent!.details).toEqual({ email, memberships: invitation.memberships, tenantOwner: true });
    expect(linked).toMatchObject({ type: 'linked', actor: 'provider:okta', provider: 'okta', user: id });
  });
});

test('an invited user who was deactivated in the meantime is refused, and stays unlinked', async () => {
  const { id } = await harness.jit.invite({ email });
  await harness.dataSource.manager.update(entities.User, { id }, { active: false });
  expect(await harness.jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' })).toMatchObject({
    outcome: 'denied',
    code: 'user_deactivated',
  });
  expect(await loadInvitedUser(harness, email)).toMatchObject({ user: { invited: true }, identities: 0 });
});

test('an invitation is good for one identity, in its own tenant', async () => {
  await harness.jit.invite({ email, tenant: 'acme' });
  const at = (tenant: string, subject: string) =>
    harness.jit.provision(identityWithVerifiedEmail(email, { subject }), { provider: 'okta', tenant });
  expect(await at('globex', 'ada')).toMatchObject({ code: 'not_provisioned' });
  expect(await at('acme', 'ada')).toMatchObject({ outcome: 'linked' });
  expect(await at('acme', 'ada')).toMatchObject({ outcome: 'unchanged' });
  expect(await at('acme', 'eve')).toMatchObject({ code: 'email_conflict' });
});
