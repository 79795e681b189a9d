import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { ignoredClaims, rowCounts } from '../support/harness/identities';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

test('a sign-in without a valid subject is an error, and writes no user', async () => {
  const before = await rowCounts(harness.dataSource);
  await expect(harness.signIn('ada', ['Everyone'], { subject: '' })).rejects.toMatchObject({
    code: 'subject_invalid',
    status: 403,
  });
  const after = await rowCounts(harness.dataSource);
  expect({ ...after, AuditEvent: 0 }).toEqual({ ...before, AuditEvent: 0 });
});

test.each(['a@b\r\nBcc: x', 'ada\0@example.com', ['ada@example.com']])(
  'the refusal of a sign-in without a valid subject records no address that is none: %j',
  async (email) => {
    const more = { subject: '', email: email as string };
    await expect(harness.signIn('ada', ['Everyone'], more)).rejects.toMatchObject({
      code: 'subject_invalid',
    });
    expect(await harness.audit('denied')).toMatchObject([{ details: { email: null } }]);
  },
);

test('a sign-in with a value that is not a VerifiedIdentity is an error, and writes nothing', async () => {
  const before = await rowCounts(harness.dataSource);
  const signIn = harness.jit.provision({ id: 7 } as never, { provider: 'okta' });
  await expect(signIn).rejects.toMatchObject({ code: 'identity_invalid' });
  expect(await rowCounts(harness.dataSource)).toEqual(before);
});

test.each([
  ['of 1,024 characters', 'x'.repeat(1024)],
  ['of 1,024 emoji', '🚒'.repeat(1024)],
  ['with blanks around it', ' ada '],
  ['called __proto__', '__proto__'],
])('a subject %s finds the same user again', async (_, subject) => {
  const { user } = await harness.signIn(subject, ['Everyone'], { email: undefined });
  const again = await harness.signIn(subject, ['Everyone'], { email: undefined });
  expect(again).toMatchObject({ outcome: 'unchanged', user: { id: user!.id } });
  expect(await harness.dataSource.manager.findOneByOrFail(entities.Identity, {})).toMatchObject({ subject });
});

test('subjects are compared code point for code point', async () => {
  const subjects = ['ada', 'Ada', 'ada ', ' ada', 'ada\u200b', '\u00e9', 'e\u0301', 'k', '\u212a'];
  for (const subject of subjects) {
    expect(await harness.signIn(subject, ['Everyone'], { email: undefined })).toMatchObject({
      outcome: 'created',
    });
  }
  expect(await harness.dataSource.manager.count(entities.User)).toBe(subjects.length);
});

test('the attribute that the provider names for the subject finds a user whose NameID is transient', async () => {
  const options = {
    protocol: 'saml',
    subjectFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
    attributes: { uid: 'ada', groups: 'Everyone' },
    connection: { subjectAttribute: 'uid' },
  };
  const first = await harness.signIn('_8e1f', [], options);
  const next = await harness.signIn('_94c2', [], options);
  expect(first).toMatchObject({ outcome: 'created' });
  expect(next).toMatchObject({ outcome: 'unchanged', user: { id: first.user!.id } });
});

test('claims that cannot be used are left out, noted and in the audit log, and the user signs in', async () => {
  const attributes = { given_name: 7, sn: 'x'.repeat(256), picture: 'javascript:alert(1)', groups: [] };
  const outcome = await harness.signIn('ada', [], { attributes, email: 'ada\0@example.com' });
  expect(outcome).toMatchObject({
    outcome: 'created',
    user: { email: null, firstName: null, lastName: null, avatar: null },
  });
  const notes = [
    { kind: 'ignoredClaim', field: 'email', problem: 'not well-formed Unicode' },
    { kind: 'ignoredClaim', field: 'firstName', problem: 'not text' },
    { kind: 'ignoredClaim', field: 'lastName', problem: 'over 255 characters' },
    { kind: 'ignoredClaim', field: 'avatar', problem: 'a javascript: URL, not https:' },
  ];
  expect(outcome.notes).toEqual(notes);
  expect(await ignoredClaims(harness)).toEqual(notes);
});

test('names and an avatar of the longest length are stored as they were sent', async () => {
  const attributes = {
    given_name: '🧮'.repeat(255),
    picture: `https://example.com/${'x'.repeat(2048 - 20)}`,
  };
  const { user } = await harness.signIn('ada', [], { attributes });
  expect(user).toMatchObject({ firstName: attributes.given_name, avatar: attributes.picture });
  expect(await harness.dataSource.manager.findOneByOrFail(entities.User, {})).toMatchObject({
    firstName: attributes.given_name,
    avatar: attributes.picture,
  });
});
