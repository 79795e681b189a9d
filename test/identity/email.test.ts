import { claimsFrom } from '../support/fixtures/claims';
import { emailKey } from '../../src/identity/email';

const emailFrom = (email: unknown, more: object = {}) =>
  claimsFrom({}, { identity: { email: email as string }, ...more });

test.each([
  [' Ada.Lovelace@Example.COM\t', 'Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
  ['Zoë@EXÄMPLE.org', 'Zoë@EXÄMPLE.org', 'zoë@exÄmple.org'],
  ['\u212aim@example.com', '\u212aim@example.com', '\u212aim@example.com'],
])('the address %j is trimmed, and compared without the case of A to Z', (sent, email, key) => {
  expect(emailFrom(sent)).toMatchObject({ email, ignored: [] });
  expect(emailKey(sent)).toBe(key);
});

test.each([undefined, null, '', '  '])('an address of %j is no address, and no fault', (email) => {
  const claims = emailFrom(email);
  expect(claims.email).toBeUndefined();
  expect(claims.ignored).toEqual([]);
});

test.each([
  ['over 320 characters', `${'x'.repeat(309)}@example.com`],
  ['not well-formed Unicode', 'ada\0@example.com'],
  ['not text', ['ada@example.com', 'countess@example.com']],
])('an address that is %s is ignored', (problem, email) => {
  const claims = emailFrom(email);
  expect(claims.email).toBeUndefined();
  expect(claims.ignored).toEqual([{ field: 'email', problem }]);
});

test.each([
  ['a user name', 'halvorsen-m'],
  ['a sentence', 'not an address'],
  ['a line break and a header', 'a@b\r\nBcc: x'],
  ['a line break', 'a@b\nc'],
  ['a second line', 'a@b.example\u2028c'],
  ['two @', 'a@b@example.com'],
  ['two addresses', 'a@example.com, b@example.com'],
  ['a name beside the address', 'Ada <ada@example.com>'],
  ['nothing before the @', '@example.com'],
  ['nothing after the @', 'ada@'],
  ['only the @', '@'],
  ['a tab', 'a\tda@example.com'],
  ['a no-break space', 'a\u00a0da@example.com'],
  ['a control character', 'a\u0007da@example.com'],
  ['a delete character', 'ada@exam\u007fple.com'],
  ['a C1 control character', 'ada@exam\u0085ple.com'],
])('%s is no address, and ignored', (_, email) => {
  const claims = emailFrom(email, { emailDomains: ['example.com', 'b', 'b.example'] });
  expect(claims).toMatchObject({
    emailTrusted: false,
    ignored: [{ field: 'email', problem: 'not an email address' }],
  });
  expect(claims.email).toBeUndefined();
});

test('an ignored address is not trusted, even if the provider says that it was verified', () => {
  const identity = { email: '\u0001kim@kelvin.example', emailVerified: true };
  expect(claimsFrom({}, { identity }).emailTrusted).toBe(false);
});

test('the address of another attribute is checked as well', () => {
  const attributes = { email: 'mail' };
  expect(claimsFrom({ mail: 'halvorsen-m' }, { attributes }).ignored).toEqual([
    { field: 'email', problem: 'not an email address' },
  ]);
});

test.each([
  'ada+news@example.com',
  "o'brien@example.com",
  'ada@localhost',
  '"ada"@example.com',
  'zoë@exämple.org',
  'ada@[192.0.2.1]',
])('%s is an address', (email) => {
  expect(emailFrom(email)).toMatchObject({ email, ignored: [] });
});

describe('an address is trusted', () => {
  test.each([
    ['the provider says that it was verified', 'KIM@Kelvin.example ', true, []],
    ['its domain is trusted', 'kim@kelvin.example', undefined, ['kelvin.example']],
    ['its domain is trusted in capitals', 'Kim@KELVIN.example', false, ['Kelvin.Example']],
  ])('where %s', (_, email, emailVerified, emailDomains) => {
    const identity = { email, emailVerified: emailVerified as boolean };
    expect(claimsFrom({}, { identity, emailDomains })).toMatchObject({ emailTrusted: true });
  });
});

describe('an address is not trusted', () => {
  test.each([
    ['the provider says nothing of it', undefined, {}],
    ['the provider sends the text "true"', 'true', {}],
    ['the provider sends 1', 1, {}],
    ['another domain is trusted', undefined, { emailDomains: ['example', 'evil.kelvin.example', ''] }],
    ['a domain is trusted that only looks the same', undefined, { emailDomains: ['\u212aelvin.example'] }],
    ['it is read from another attribute', true, { attributes: { email: 'mail' } }],
  ])('where %s', (_, verified, options) => {
    const email = 'attributes' in options ? 'eve@example.com' : 'kim@kelvin.example';
    const identity = { email, emailVerified: verified as boolean };
    expect(claimsFrom({ mail: 'kim@kelvin.example' }, { identity, ...options })).toMatchObject({
      email: 'kim@kelvin.example',
      emailTrusted: false,
    });
  });

  test.each(['kim', '@kelvin.example', 'a@b@kelvin.example', '"kim"@kelvin.example', 'kim @kelvin.example'])(
    'where it can be read in two ways: %j',
    (email) => {
      const identity = { email, emailVerified: true };
      expect(claimsFrom({}, { identity, emailDomains: ['kelvin.example'] }).emailTrusted).toBe(false);
    },
  );
});
