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
