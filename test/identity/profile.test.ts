import { identity, openHarness, type Harness } from '../support/harness/harness';
import { fromJson, ignoredClaims, signInNewUser } from '../support/harness/identities';

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness.close());

const WS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

test.each([
  'givenname',
  'given_name',
  `${WS}/givenname`,
  'urn:oid:2.5.4.42',
  'givenName',
  'firstName',
  'first_name',
])('the given name is found under %s', async (name) => {
  const { user } = await signInNewUser(harness, { [name]: 'Ada' });
  expect(user).toMatchObject({ firstName: 'Ada', lastName: null, avatar: null });
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
])('the surname is found under %s', async (name) => {
  const { user } = await signInNewUser(harness, { [name]: 'Lovelace' });
  expect(user).toMatchObject({ firstName: null, lastName: 'Lovelace', avatar: null });
});

test.each(['avatar', 'picture', 'avatarUrl', 'avatar_url'])('the avatar is found under %s', async (name) => {
  const { user } = await signInNewUser(harness, { [name]: 'https://example.com/ada.png' });
  expect(user).toMatchObject({ firstName: null, lastName: null, avatar: 'https://example.com/ada.png' });
});

test('our own word goes before the usual ones', async () => {
  const { user } = await signInNewUser(harness, {
    given_name: 'Augusta',
    givenname: 'Ada',
    sn: 'King',
    surname: 'Lovelace',
  });
  expect(user).toMatchObject({ firstName: 'Ada', lastName: 'Lovelace' });
});

test.each([
  ['blanks around it', ' Ada\n', 'Ada'],
  ['several values', ['', ' ', 'Ada', 'Augusta'], 'Ada'],
  ['nothing', '', null],
  ['blanks alone', ' \t', null],
  ['an empty list', [], null],
  ['null', null, null],
  ['emoji', '🧮 Ada', '🧮 Ada'],
  ['255 emoji', '🧮'.repeat(255), '🧮'.repeat(255)],
  ['markup, which is the page’s to escape', '<b onclick="x">Ada</b>', '<b onclick="x">Ada</b>'],
])('a name of %s', async (_, value, firstName) => {
  expect((await signInNewUser(harness, { given_name: value })).user?.firstName).toBe(firstName);
});

test.each([
  ['over 255 characters', 'x'.repeat(256)],
  ['over 255 characters', '🧮'.repeat(256)],
  ['not well-formed Unicode', 'Ada \ud83d'],
  ['not well-formed Unicode', 'Ada\0'],
  ['not text', 7],
  ['not text', { en: 'Ada' }],
])('a name that is %s is left out and recorded, and the person comes in', async (problem, value) => {
  const outcome = await signInNewUser(harness, { given_name: value, sn: value, groups: [] });
  expect(outcome).toMatchObject({ outcome: 'created', user: { firstName: null, lastName: null } });
  const notes = [
    { kind: 'leftOut', field: 'firstName', problem },
    { kind: 'leftOut', field: 'lastName', problem },
  ];
  expect(outcome.notes).toEqual(notes);
  expect(await ignoredClaims(harness)).toEqual(expect.arrayContaining(notes));
});

describe('the app can name its own attributes', () => {
  const attributes = {
    givenName: 'usual',
    'urn:example:first': 'Ada',
    second: ' ',
    third: 'Lovelace',
    face: 'https://a.example/b',
  };

  async function provisioned(names: object) {
    const provider = { provider: 'own', attributes: names };
    const subject = `own ${JSON.stringify(names)}`;
    return (await harness.jit.provision(identity(subject, [], { attributes, email: undefined }), provider))
      .user;
  }

  test('one, or several in their order', async () => {
    const names = { givenname: 'urn:example:first', surname: ['second', 'third'], avatar: 'face' };
    expect(await provisioned(names)).toMatchObject({
      firstName: 'Ada',
      lastName: 'Lovelace',
      avatar: 'https://a.example/b',
    });
  });

  test('then the usual ones are not read', async () => {
    expect(await provisioned({ givenname: 'first' })).toMatchObject({ firstName: null });
    expect(await provisioned({ givenname: [] })).toMatchObject({ firstName: null });
    expect(await provisioned({ surname: 'third' })).toMatchObject({ firstName: 'usual' });
  });
});

test('only own attributes are read', async () => {
  const inherited = Object.create({ given_name: 'Ada' }) as Record<string, unknown>;
  const json = '{"__proto__":{"given_name":"Ada","sn":"Lovelace"},"constructor":"x"}';
  for (const attributes of [inherited, fromJson(json)]) {
    expect((await signInNewUser(harness, attributes)).user).toMatchObject({
      firstName: null,
      lastName: null,
    });
  }
});
