import { assertVerifiedIdentity } from '../../src/identity/verified-identity';
import { claimsFrom } from '../support/fixtures/claims';

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';

test.each([
  ['no subject', undefined],
  ['an empty subject', ''],
  ['a blank subject', ' \t\u00a0'],
  ['a subject of over 1,024 characters', 'x'.repeat(1025)],
  ['a subject of over 1,024 emoji', '🚒'.repeat(1025)],
  ['a subject of 10 MB', 'x'.repeat(10_000_000)],
  ['a subject with half a character', 'ada\ud83d'],
  ['a subject with NUL', 'ada\0'],
])('%s is an error', (_, subject) => {
  expect(() => claimsFrom({}, { identity: { subject: subject as string } })).toThrow(
    expect.objectContaining({ code: 'subject_invalid', status: 403 }) as Error,
  );
});

test.each([
  ['of 1,024 characters', 'x'.repeat(1024)],
  ['of 1,024 emoji', '🚒'.repeat(1024)],
  ['with blanks around it', ' ada '],
  ['called __proto__', '__proto__'],
])('a subject %s is taken as it is', (_, subject) => {
  expect(claimsFrom({}, { identity: { subject } }).subject).toBe(subject);
});

test('a transient NameID is an error, because it would create a new user at every sign-in', () => {
  const identity = { protocol: 'saml', subjectFormat: TRANSIENT };
  expect(() => claimsFrom({}, { identity })).toThrow(
    expect.objectContaining({ code: 'subject_transient', status: 403 }) as Error,
  );
});

test('a transient NameID is no error where the provider names an attribute for the subject', () => {
  const identity = { protocol: 'saml', subject: '_8e1f', subjectFormat: TRANSIENT };
  expect(claimsFrom({ uid: 'ada' }, { identity, subjectAttribute: 'uid' }).subject).toBe('ada');
});

test.each([
  ['one value', 'ada'],
  ['a list of one value', ['ada']],
])('the attribute of the subject may have %s', (_, uid) => {
  expect(claimsFrom({ uid }, { subjectAttribute: 'uid' }).subject).toBe('ada');
});

test.each([
  ['no value', {}],
  ['several values', { uid: ['ada', 'bo'] }],
  ['a number', { uid: 7 }],
  ['an object', { uid: { uid: 'ada' } }],
])('the attribute of the subject with %s is an error', (_, attributes) => {
  expect(() => claimsFrom(attributes, { subjectAttribute: 'uid' })).toThrow(
    expect.objectContaining({ code: 'subject_invalid' }) as Error,
  );
});

test.each([
  ['null', null, /yielded null/],
  ['text', 'ada', /yielded string/],
  ['a user of the app', { id: 7, name: 'Ada' }, /has no protocol/],
  ['an identity without an issuer', { protocol: 'saml', subject: 'ada', attributes: {} }, /has no issuer/],
  [
    'an identity without attributes',
    { protocol: 'saml', issuer: 'idp', subject: 'ada' },
    /has no attributes/,
  ],
  [
    'an identity with a number for a subject',
    { protocol: 'saml', issuer: 'idp', subject: 7, attributes: {} },
    /subject is not a string/,
  ],
])('%s is no VerifiedIdentity, and the error says why', (_, value, message) => {
  const assert = () => assertVerifiedIdentity(value);
  expect(assert).toThrow(expect.objectContaining({ code: 'identity_invalid' }) as Error);
  expect(assert).toThrow(message);
});
