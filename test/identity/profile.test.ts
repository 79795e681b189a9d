import { claimsFrom, fromJson } from '../support/fixtures/claims';

const WS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** What is read of the name and the avatar. */
function profileFrom(...args: Parameters<typeof claimsFrom>) {
  const { firstName, lastName, avatar } = claimsFrom(...args);
  return { firstName, lastName, avatar };
}

test.each([
  'givenname',
  'given_name',
  `${WS}/givenname`,
  'urn:oid:2.5.4.42',
  'givenName',
  'firstName',
  'first_name',
  'FirstName',
  'User.FirstName',
  'firstname',
])('the given name is found under %s', (name) => {
  expect(profileFrom({ [name]: 'Ada' })).toEqual({ firstName: 'Ada' });
});

test.each([
  'surname',
  'family_name',
  `${WS}/surname`,
  'urn:oid:2.5.4.4',
  'sn',
  'familyName',
  'lastName',
  'last_name',
  'LastName',
  'User.LastName',
  'lastname',
  'SurName',
])('the surname is found under %s', (name) => {
  expect(profileFrom({ [name]: 'Lovelace' })).toEqual({ lastName: 'Lovelace' });
});

test.each(['avatar', 'picture', 'avatarUrl', 'avatar_url'])('the avatar is found under %s', (name) => {
  const avatar = 'https://example.com/ada.png';
  expect(profileFrom({ [name]: avatar })).toEqual({ avatar });
});

test('givenname and surname are read before the other spellings', () => {
  const attributes = { given_name: 'Augusta', givenname: 'Ada', sn: 'King', surname: 'Lovelace' };
  expect(profileFrom(attributes)).toEqual({ firstName: 'Ada', lastName: 'Lovelace' });
});

test.each([
  ['blanks around it', ' Ada\n', 'Ada'],
  ['several values', ['', ' ', 'Ada', 'Augusta'], 'Ada'],
  ['an empty text', '', undefined],
  ['blanks alone', ' \t', undefined],
  ['an empty list', [], undefined],
  ['null', null, undefined],
  ['emoji', '🧮 Ada', '🧮 Ada'],
  ['255 emoji', '🧮'.repeat(255), '🧮'.repeat(255)],
  ['markup, which the page escapes', '<b onclick="x">Ada</b>', '<b onclick="x">Ada</b>'],
])('a given name of %s is read as expected', (_, value, firstName) => {
  expect(claimsFrom({ given_name: value })).toMatchObject({ ignored: [] });
  expect(claimsFrom({ given_name: value }).firstName).toBe(firstName);
});

test.each([
  ['over 255 characters', 'x'.repeat(256)],
  ['over 255 characters', '🧮'.repeat(256)],
  ['not well-formed Unicode', 'Ada \ud83d'],
  ['not well-formed Unicode', 'Ada\0'],
  ['not text', 7],
  ['not text', { en: 'Ada' }],
])('a name that is %s is ignored: %j', (problem, value) => {
  const claims = claimsFrom({ given_name: value, sn: value });
  expect([claims.firstName, claims.lastName]).toEqual([undefined, undefined]);
  expect(claims.ignored).toEqual([
    { field: 'firstName', problem },
    { field: 'lastName', problem },
  ]);
});

describe('with attribute names of the app', () => {
  const attributes = {
    givenName: 'usual',
    'urn:example:first': 'Ada',
    second: ' ',
    third: 'Lovelace',
    face: 'https://a.example/b',
  };
  const withNames = (names: object) => profileFrom(attributes, { attributes: names });

  test('the first of the named attributes that has a value is read', () => {
    const names = { givenname: 'urn:example:first', surname: ['second', 'third'], avatar: 'face' };
    expect(withNames(names)).toEqual({
      firstName: 'Ada',
      lastName: 'Lovelace',
      avatar: 'https://a.example/b',
    });
  });

  test.each([
    ['another attribute', { givenname: 'first' }, undefined],
    ['no attribute', { givenname: [] }, undefined],
    ['an attribute for the surname alone', { surname: 'third' }, 'usual'],
  ])('the usual spellings of the given name give way to %s', (_, names, firstName) => {
    expect(withNames(names).firstName).toBe(firstName);
  });
});

test.each([
  ['inherited ones', Object.create({ given_name: 'Ada' }) as Record<string, unknown>],
  [
    'those of a __proto__ from JSON',
    fromJson('{"__proto__":{"given_name":"Ada","sn":"Lovelace"},"constructor":"x"}'),
  ],
])('only own attributes are read, not %s', (_, attributes) => {
  expect(profileFrom(attributes)).toEqual({});
});
