import { oidcIdentity } from '../../src/identity/oidc-claims';
import { fromJson } from '../support/fixtures/claims';

const ID_TOKEN = { iss: 'https://idp.example.com', sub: 'ada' };

function identityFrom(idToken: object, userinfo?: object) {
  return oidcIdentity({ ...ID_TOKEN, ...idToken }, userinfo && { sub: 'ada', ...userinfo });
}

const EMPTY = [
  ['omitted', {}],
  ['null', { groups: null, given_name: null }],
  ['""', { groups: '', given_name: '' }],
] as const;

test.each(EMPTY)('a claim that is %s in userinfo does not override the ID token', (_, userinfo) => {
  const idToken = { groups: ['Leads', 'Admins'], given_name: 'Ada' };
  expect(identityFrom(idToken, userinfo).attributes).toEqual({ ...ID_TOKEN, ...idToken });
});

test.each([
  ['a list', ['Leads']],
  ['an empty list', []],
  ['false', false],
  ['0', 0],
  ['a blank text', ' '],
])('a claim that is %s in userinfo overrides the ID token', (_, groups) => {
  expect(identityFrom({ groups: ['Admins'] }, { groups }).attributes['groups']).toEqual(groups);
});

test.each([null, ''])('a claim that only userinfo has is %j there, and not absent', (groups) => {
  expect(identityFrom({}, { groups }).attributes).toEqual({ ...ID_TOKEN, groups });
});

test.each([
  ['omitted', {}],
  ['null', { email: null }],
  ['""', { email: '' }],
])(
  'an address that is %s in userinfo is that of the ID token, with its own email_verified',
  (_, userinfo) => {
    const email = 'ada@example.com';
    expect(identityFrom({ email }, { ...userinfo, email_verified: true })).not.toHaveProperty(
      'emailVerified',
    );
    expect(
      identityFrom({ email, email_verified: true }, { ...userinfo, email_verified: false }),
    ).toMatchObject({
      email,
      emailVerified: true,
    });
  },
);

test('an address of userinfo takes email_verified from userinfo', () => {
  const idToken = { email: 'ada@example.com', email_verified: true };
  const identity = identityFrom(idToken, { email: 'boss@example.com' });
  expect(identity.email).toBe('boss@example.com');
  expect(identity).not.toHaveProperty('emailVerified');
});

test('a claim called __proto__ stays a claim', () => {
  const { attributes } = oidcIdentity(ID_TOKEN, fromJson('{"sub":"ada","__proto__":{"groups":["Admins"]}}'));
  expect(Object.keys(attributes)).toContain('__proto__');
  expect(attributes['groups']).toBeUndefined();
});

test.each([
  ['the ID token', { sub: 7 }, undefined, /ID token is a number/],
  ['userinfo', {}, { sub: 7 }, /userinfo response is a number/],
  ['both', { sub: 7 }, { sub: 7 }, /ID token is a number/],
])('a numeric sub in %s is an error of its own', (_, idToken, userinfo, message) => {
  const read = () => identityFrom(idToken, userinfo);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code: 'subject_invalid', status: 403 }) as Error);
});

test('a userinfo response about another subject is an error', () => {
  expect(() => identityFrom({}, { sub: 'bo' })).toThrow(
    expect.objectContaining({ code: 'subject_mismatch', status: 403 }) as Error,
  );
});

test.each(['tid', 'hd', 'sid'])('%s is that of the ID token, never that of userinfo', (claim) => {
  expect(identityFrom({ [claim]: 'acme' }, { [claim]: 'globex' }).attributes[claim]).toBe('acme');
  expect(identityFrom({}, { [claim]: 'globex' }).attributes).not.toHaveProperty(claim);
});
