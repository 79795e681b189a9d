import { entities } from 'passport-jit';
import { identity, type Harness } from '../support/harness/harness';
import {
  INVITATION_SETTINGS,
  loadInvitedUser,
  openInvitationHarness,
  identityWithVerifiedEmail,
} from '../support/harness/invitations';

const email = 'ada@example.com';
const SYNCED = { ...INVITATION_SETTINGS, justInTime: true, enhancedSync: true };
let harness: Harness;
beforeEach(async () => {
  harness = await openInvitationHarness();
});
afterEach(() => harness.close());
const users = () => harness.dataSource.manager.count(entities.User);

describe('under enhanced sync', () => {
  test('no user can be invited, and the attempt is audited', async () => {
    const jit = harness.reconfigured({ settings: SYNCED });
    const refused = { code: 'managed_by_identity_provider', status: 403 };
    await expect(jit.invite({ email, actor: 'root' })).rejects.toMatchObject(refused);
    expect(await users()).toBe(0);
    expect(await harness.audit()).toEqual([
      expect.objectContaining({
        type: 'denied',
        actor: 'root',
        details: { code: 'managed_by_identity_provider', email, invitation: true },
      }),
    ]);
  });

  test('an invitation from before is not accepted: it was sent under other rules', async () => {
    const { id } = await harness.jit.invite({ email, tenantOwner: true });
    const jit = harness.reconfigured({ settings: SYNCED });
    const { outcome, code } = await jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' });
    expect({ outcome, code }).toEqual({ outcome: 'denied', code: 'managed_by_identity_provider' });
    expect(await loadInvitedUser(harness, email)).toMatchObject({
      user: { id, invited: true },
      identities: 0,
    });
    expect(await harness.audit('denied')).toHaveLength(1);
    // It can still be taken back, and then the person comes in by their groups.
    expect(await jit.revokeInvitation({ email })).toBe(true);
    expect(await jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' })).toMatchObject({
      outcome: 'created',
      user: { tenantOwner: false },
    });
  });

  test('of settings in the database, it is the present ones that count', async () => {
    const jit = harness.reconfigured({ settings: undefined });
    await jit.invite({ email });
    const { enhancedSync, ...rest } = SYNCED;
    const { version } = await jit.settings.update({ ...rest, enhancedSync }, { version: 0, actor: 'root' });
    expect(await jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' })).toMatchObject({
      code: 'managed_by_identity_provider',
    });
    await jit.settings.update({ enhancedSync: false }, { version, actor: 'root' });
    expect(await jit.provision(identityWithVerifiedEmail(email), { provider: 'okta' })).toMatchObject({
      outcome: 'linked',
    });
  });
});

describe('an address that a user has', () => {
  test('cannot be invited again, ignoring case, and the attempt is audited', async () => {
    await harness.jit.invite({ email });
    const again = harness.jit.invite({ email: 'ADA@example.com', actor: 'root' });
    await expect(again).rejects.toMatchObject({ code: 'email_conflict', status: 409 });
    expect(await users()).toBe(1);
    expect(await harness.audit('denied')).toEqual([
      expect.objectContaining({
        actor: 'root',
        details: { code: 'email_conflict', email: 'ADA@example.com', invitation: true },
      }),
    ]);
  });

  test('is refused at the sign-in of another user: it is audited, and the first user is unchanged', async () => {
    const jit = harness.reconfigured({ settings: { ...INVITATION_SETTINGS, justInTime: true } });
    await harness.signIn('ada', ['Everyone'], { with: jit });
    const before = await harness.dataSource.manager.find(entities.User);
    const eve = identity('eve', ['Administrators'], { email: 'ADA@EXAMPLE.COM', emailVerified: true });
    const { code } = await jit.provision(eve, { provider: 'entra', emailDomains: ['example.com'] });
    expect(code).toBe('email_conflict');
    expect(await harness.dataSource.manager.find(entities.User)).toEqual(before);
    expect(await harness.dataSource.manager.count(entities.Identity)).toBe(1);
    const details = { code, subject: 'eve', issuer: 'https://idp.example.com', email: 'ADA@EXAMPLE.COM' };
    expect(await harness.audit('denied')).toEqual([expect.objectContaining({ provider: 'entra', details })]);
  });

  test('may be invited in another tenant', async () => {
    await harness.jit.invite({ email });
    await expect(harness.jit.invite({ email, tenant: 'globex' })).resolves.toMatchObject({
      tenant: 'globex',
    });
  });
});

describe('an invalid invitation is refused with all faults at once, and nothing is written', () => {
  test.each([
    [null, ['']],
    ['ada@example.com', ['']],
    [{}, ['email']],
    [{ email: 7 }, ['email']],
    [{ email: 'no address' }, ['email']],
    [{ email: 'a@b@c' }, ['email']],
    [{ email: `${'x'.repeat(320)}@example.com` }, ['email']],
    [{ email, firstName: 7, lastName: 'x'.repeat(256), actor: '' }, ['firstName', 'lastName', 'actor']],
    [{ email, tenantOwner: 'false' }, ['tenantOwner']],
    [{ email, tenantOwner: 1 }, ['tenantOwner']],
    [{ email, memberships: 'Analytics' }, ['memberships']],
    [{ email, memberships: [null] }, ['memberships[0].team', 'memberships[0].role']],
    [{ email, memberships: [{ team: 'Analytics', role: 'ADMIN' }] }, ['memberships[0].role']],
    // What JSON may say, and no text can be made of.
    [{ email, memberships: [{ team: 'Analytics', role: { toString: 7 } }] }, ['memberships[0].role']],
    [{ email, memberships: [{ team: 'Unheard-of', role: 'EDITOR' }] }, ['memberships[0].team']],
    [
      {
        email,
        memberships: [
          { team: 'Analytics', role: 'EDITOR' },
          { team: 'Analytics', role: 'VIEWER' },
        ],
      },
      ['memberships[1].team'],
    ],
  ])('%j', async (invitation, paths) => {
    const error: unknown = await harness.jit.invite(invitation as never).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invitation_invalid', status: 422 });
    expect((error as { faults: { path: string }[] }).faults.map(({ path }) => path)).toEqual(paths);
    expect(await users()).toBe(0);
    expect(await harness.audit()).toEqual([]);
  });

  test('a team of another tenant', async () => {
    await harness.dataSource.manager.insert(entities.Team, { tenant: 'globex', name: 'Looms' });
    const memberships = [{ team: 'Looms', role: 'EDITOR' }];
    await expect(harness.jit.invite({ email, memberships })).rejects.toMatchObject({
      faults: [
        { path: 'memberships[0].team', code: 'unknown_name', message: 'is not a team of this tenant' },
      ],
    });
  });
});
