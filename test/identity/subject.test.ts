import { entities } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { rowCounts } from '../support/harness/identities';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

test.each([
  ['none', undefined],
  ['an empty one', ''],
  ['a blank one', ' \t\u00a0'],
  ['one of over 1,024 characters', 'x'.repeat(1025)],
  ['one of over 1,024 emoji', '🚒'.repeat(1025)],
  ['one of 10 MB', 'x'.repeat(10_000_000)],
  ['half a character', 'ada\ud83d'],
  ['one with NUL', 'ada\0'],
])('%s is an error, and nothing of the person is written', async (_, subject) => {
  const before = await rowCounts(harness.dataSource);
  await expect(
    harness.jit.provision(identity('ada', ['Everyone'], { subject: subject as string }), {
      provider: 'okta',
    }),
  ).rejects.toMatchObject({ code: 'subject_invalid', status: 403 });
  const after = await rowCounts(harness.dataSource);
  expect({ ...after, AuditEvent: 0 }).toEqual({ ...before, AuditEvent: 0 });
});

test.each([
  ['of 1,024 characters', 'x'.repeat(1024)],
  ['of 1,024 emoji', '🚒'.repeat(1024)],
  ['with blanks around it', ' ada '],
  ['called __proto__', '__proto__'],
])('one %s is one, and finds the same user again', async (_, subject) => {
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

describe('a transient NameID', () => {
  const transient = { protocol: 'saml', subjectFormat: TRANSIENT };
  const attributes = { uid: 'ada', groups: 'Everyone' };

  test('is an error: it would make a new user at every sign-in', async () => {
    await expect(harness.signIn('_8e1f', ['Everyone'], transient)).rejects.toMatchObject({
      code: 'subject_transient',
      status: 403,
    });
    expect(await harness.dataSource.manager.count(entities.User)).toBe(0);
  });

  test('is none where the provider names an attribute for the subject', async () => {
    const provider = { provider: 'okta', subjectAttribute: 'uid' };
    const first = await harness.jit.provision(identity('_8e1f', [], { ...transient, attributes }), provider);
    const next = await harness.jit.provision(identity('_94c2', [], { ...transient, attributes }), provider);
    expect(first).toMatchObject({ outcome: 'created' });
    expect(next).toMatchObject({ outcome: 'unchanged', user: { id: first.user!.id } });
  });
});

test.each([
  ['one value', 'ada', true],
  ['a list of one value', ['ada'], true],
  ['no value', undefined, false],
  ['several values', ['ada', 'bo'], false],
  ['a number', 7, false],
  ['an object', { uid: 'ada' }, false],
])('the attribute of the subject with %s', async (_, uid, isSubject) => {
  const attributes = uid === undefined ? {} : { uid };
  const provider = { provider: 'okta', subjectAttribute: 'uid' };
  const signIn = harness.jit.provision(identity('elsewhere', [], { attributes }), provider);
  if (!isSubject) return expect(signIn).rejects.toMatchObject({ code: 'subject_invalid' });
  expect(await signIn).toMatchObject({ outcome: 'created' });
  expect(await harness.dataSource.manager.findOneByOrFail(entities.Identity, {})).toMatchObject({
    subject: 'ada',
  });
});

test.each([
  ['null', null, /yielded null/],
  ['text', 'ada', /yielded string/],
  ['a user of the app', { id: 7, name: 'Ada' }, /has no protocol/],
  ['no issuer', { protocol: 'saml', subject: 'ada', attributes: {} }, /has no issuer/],
  ['no attributes', { protocol: 'saml', issuer: 'idp', subject: 'ada' }, /has no attributes/],
  [
    'a number for a subject',
    { protocol: 'saml', issuer: 'idp', subject: 7, attributes: {} },
    /subject is no string/,
  ],
])('what is no VerifiedIdentity says so: %s', async (_, value, message) => {
  const provision = harness.jit.provision(value as never, { provider: 'okta' });
  await expect(provision).rejects.toMatchObject({ code: 'identity_invalid' });
  await expect(provision).rejects.toThrow(message);
  expect(Object.values(await rowCounts(harness.dataSource)).reduce((sum, n) => sum + n)).toBe(3);
});
