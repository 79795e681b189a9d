import { entities, verifyOpenIDConnect, type VerifiedIdentity } from 'passport-jit';
import type { Harness } from '../support/harness/harness';
import {
  INVITATION_SETTINGS,
  loadInvitedUser,
  openInvitationHarness,
  identityWithVerifiedEmail,
} from '../support/harness/invitations';

let harness: Harness;
beforeEach(async () => {
  harness = await openInvitationHarness();
});
afterEach(() => harness.close());

/** No user was linked, and the sign-in was refused or created a user of its own. */
async function expectUnlinked(email: string) {
  expect(await loadInvitedUser(harness, email)).toMatchObject({ user: { invited: true }, identities: 0 });
}

const ADDRESSES: [what: string, invitation: string, comesWith: string][] = [
  ['a Cyrillic a', 'ada@acme.com', 'аda@acme.com'],
  ['the Kelvin sign', 'kim@acme.com', '\u212Aim@acme.com'],
  ['a long s', 'sam@acme.com', '\u017Fam@acme.com'],
  ['a dotless i', 'ian@acme.com', '\u0131an@acme.com'],
  ['a dotted capital I', 'ian@acme.com', '\u0130an@acme.com'],
  ['a sharp s in two letters', 'straße@acme.com', 'strasse@acme.com'],
  ['an umlaut in two code points', 'j\u00F6@acme.com', 'jo\u0308@acme.com'],
  ['an accent less', 'jos\u00E9@acme.com', 'jose@acme.com'],
  ['full-width letters', 'ada@acme.com', 'ada@\uFF41cme.com'],
  ['a full-width at sign', 'ada@acme.com', 'ada\uFF20acme.com'],
  ['a full-width full stop', 'ada@acme.com', 'ada@acme\u3002com'],
  ['a zero-width space', 'ada@acme.com', 'ada\u200B@acme.com'],
  ['a soft hyphen', 'ada@acme.com', 'ada@ac\u00ADme.com'],
  ['the punycode of the domain', 'ada@b\u00FCcher.example', 'ada@xn--bcher-kva.example'],
  ['the domain of the punycode', 'ada@xn--bcher-kva.example', 'ada@b\u00FCcher.example'],
  ['a plus address', 'ada@acme.com', 'ada+1@acme.com'],
  ['a dot in the local part', 'ada.l@acme.com', 'adal@acme.com'],
  ['a trailing dot', 'ada@acme.com', 'ada@acme.com.'],
  ['a subdomain', 'ada@acme.com', 'ada@mail.acme.com'],
  ['a blank inside', 'ada@acme.com', 'ada @acme.com'],
  ['a null byte', 'ada@acme.com', 'ada@acme.com\0'],
];

test.each(ADDRESSES)(
  'an address that differs from the invited one by %s does not accept the invitation',
  async (_, invitation, signInWith) => {
    await harness.jit.invite({ email: invitation });
    const { outcome } = await harness.jit.provision(identityWithVerifiedEmail(signInWith), {
      provider: 'okta',
      emailDomains: ['acme.com', 'mail.acme.com', 'bücher.example', 'xn--bcher-kva.example'],
    });
    expect(outcome).toBe('denied');
    await expectUnlinked(invitation);
    // With just-in-time, the sign-in creates another user.
    const jit = harness.reconfigured({ settings: { ...INVITATION_SETTINGS, justInTime: true } });
    const { user } = await jit.provision(identityWithVerifiedEmail(signInWith), { provider: 'okta' });
    expect(user?.invited).not.toBe(true);
    await expectUnlinked(invitation);
  },
);

const DOMAINS: [what: string, address: string, trusted: string[]][] = [
  ['a subdomain of it', 'ada@mail.acme.com', ['acme.com']],
  ['a longer name with its end', 'ada@evilacme.com', ['acme.com']],
  ['it as the beginning of another', 'ada@acme.com.evil.example', ['acme.com']],
  ['its parent', 'ada@acme.com', ['mail.acme.com']],
  ['it with a dot at the end', 'ada@acme.com.', ['acme.com']],
  ['its look-alike', 'ada@\u0430cme.com', ['acme.com']],
  ['its punycode', 'ada@xn--bcher-kva.example', ['b\u00FCcher.example']],
];

test.each(DOMAINS)('%s is not the domain that a provider may vouch for', async (_, email, emailDomains) => {
  // Some of these could not be invited in the first place.
  await harness.dataSource.manager.insert(entities.User, { email, invited: true });
  const { code } = await harness.jit.provision(
    identityWithVerifiedEmail(email, { emailVerified: undefined }),
    {
      provider: 'okta',
      emailDomains,
    },
  );
  expect(code).toBe('email_conflict');
  await expectUnlinked(email);
});

test.each([
  ['a trusted domain behind a second at sign', 'ada@evil.example@acme.com'],
  ['a trusted domain before a second at sign', 'ada@acme.com@evil.example'],
  ['a trusted domain behind a quoted at sign', '"ada@evil.example"@acme.com'],
  ['a trusted domain in a comment', 'ada@evil.example(@acme.com)'],
  ['no domain', 'ada@'],
])('%s is no address, so it finds no invitation', async (_, email) => {
  // None of these could be invited in the first place.
  await harness.dataSource.manager.insert(entities.User, { email, invited: true });
  const options = { provider: 'okta', emailDomains: ['acme.com'] };
  const { code } = await harness.jit.provision(identityWithVerifiedEmail(email), options);
  expect(code).toBe('not_provisioned');
  await expectUnlinked(email);
});

test.each([undefined, false, null, 'true', 'True', 1, {}, [true]])(
  'email_verified: %j does not verify an address',
  async (emailVerified) => {
    const email = 'ada@acme.com';
    await harness.jit.invite({ email });
    const who = identityWithVerifiedEmail(email, { emailVerified: emailVerified as never });
    const { code } = await harness.jit.provision(who, { provider: 'okta' });
    expect(code).toBe('email_conflict');
    await expectUnlinked(email);
  },
);

test("email_verified of 'true' in an ID token does not make an address trusted", async () => {
  const email = 'ada@acme.com';
  await harness.jit.invite({ email });
  const claims = { iss: 'https://idp.example.com', sub: 'eve', email, email_verified: 'true' };
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
  const who = await new Promise<VerifiedIdentity>((resolve, reject) => {
    const done = (error: Error | null, identity?: VerifiedIdentity) =>
      error ? reject(error) : resolve(identity!);
    verifyOpenIDConnect('', {}, {}, {}, token, '', '', {}, done);
  });
  expect(await harness.jit.provision(who, { provider: 'okta' })).toMatchObject({ code: 'email_conflict' });
  await expectUnlinked(email);
});

test('email_verified is about the address that the provider sent, not about another attribute', async () => {
  await harness.jit.invite({ email: 'ada@acme.com' });
  const who = identityWithVerifiedEmail('eve@evil.example', { attributes: { upn: 'ada@acme.com' } });
  const { code } = await harness.jit.provision(who, { provider: 'okta', attributes: { email: 'upn' } });
  expect(code).toBe('email_conflict');
  await expectUnlinked('ada@acme.com');
});

test('an address that was changed past the library is not found under its old name', async () => {
  const { id } = await harness.jit.invite({ email: 'old@acme.com' });
  await harness.dataSource.query(`UPDATE jit_users SET email = 'new@acme.com' WHERE id = '${id}'`);
  const { code } = await harness.jit.provision(identityWithVerifiedEmail('old@acme.com'), {
    provider: 'okta',
  });
  expect(code).toBe('email_conflict');
  await expectUnlinked('new@acme.com');
});
