import { entities } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness({
    settings: {
      justInTime: true,
      mapping: { mappings: [{ group_name: 'a', team_name: 'Analytics', role_name: 'VIEWER' }] },
    },
  });
});
afterEach(() => harness.close());

function signInWith(subject: string, email: unknown, emailVerified?: unknown, provider: object = {}) {
  const claims = { email: email as string, emailVerified: emailVerified as boolean };
  return harness.jit.provision(identity(subject, [], claims), { provider: 'okta', ...provider });
}

test.each([
  [' Ada.Lovelace@Example.COM\t', 'Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
  ['Zoë@EXÄMPLE.org', 'Zoë@EXÄMPLE.org', 'zoë@exÄmple.org'],
  ['\u212aim@example.com', '\u212aim@example.com', '\u212aim@example.com'],
])(
  '%j is trimmed, stored as given, and compared without the case of A to Z',
  async (sent, email, emailKey) => {
    await signInWith('ada', sent);
    expect(await harness.dataSource.manager.findOneByOrFail(entities.User, {})).toMatchObject({
      email,
      emailKey,
    });
  },
);

test.each([undefined, null, '', '  '])('there may be none: %j', async (email) => {
  expect(await signInWith('ada', email)).toMatchObject({
    outcome: 'created',
    user: { email: null },
    notes: [],
  });
  expect(await signInWith('bo', email)).toMatchObject({ outcome: 'created' });
});

test.each([
  ['over 320 characters', `${'x'.repeat(309)}@example.com`],
  ['not well-formed Unicode', 'ada\0@example.com'],
  ['not text', ['ada@example.com', 'countess@example.com']],
])('one that is %s is left out and recorded', async (problem, email) => {
  const outcome = await signInWith('ada', email, true);
  expect(outcome).toMatchObject({ outcome: 'created', user: { email: null } });
  expect(outcome.notes).toContainEqual({ kind: 'leftOut', field: 'email', problem });
});

test.each(['ada@example.com', 'ADA@EXAMPLE.COM', ' Ada@example.com '])(
  'a second person with it is refused: %j',
  async (email) => {
    await signInWith('ada', 'ada@example.com');
    expect(await signInWith('eve', email, true)).toMatchObject({ outcome: 'denied', code: 'email_conflict' });
    expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
  },
);

test('it is never the key of a returning user', async () => {
  await signInWith('ada', 'ada@example.com', true);
  await signInWith('bo', 'bo@example.com', true);
  expect(await signInWith('ada', 'bo@example.com', true)).toMatchObject({
    outcome: 'unchanged',
    user: { email: 'ada@example.com' },
  });
});

describe('an invitation', () => {
  beforeEach(() => harness.jit.invite({ email: 'kim@kelvin.example' }));

  test.each([
    ['the provider says that it was verified', 'KIM@Kelvin.example ', true, {}],
    ['its domain is trusted', 'kim@kelvin.example', undefined, { emailDomains: ['kelvin.example'] }],
    ['its domain is trusted in capitals', 'Kim@KELVIN.example', false, { emailDomains: ['Kelvin.Example'] }],
  ])('links where %s', async (_, email, verified, provider) => {
    expect(await signInWith('kim', email, verified, provider)).toMatchObject({
      outcome: 'linked',
      user: { email: 'kim@kelvin.example', invited: false },
    });
  });

  test.each([
    ['nobody vouches for it', undefined, {}],
    ['the word is the text "true"', 'true', {}],
    ['the word is 1', 1, {}],
    ['another domain is trusted', undefined, { emailDomains: ['example', 'evil.kelvin.example', ''] }],
    ['the attribute is not what was vouched for', true, { attributes: { email: 'mail' } }],
  ])('does not where %s', async (_, verified, provider) => {
    const claims = {
      email: 'eve@example.com',
      emailVerified: verified as boolean,
      attributes: { mail: 'kim@kelvin.example' },
    };
    const sent = 'attributes' in provider ? claims : { ...claims, email: 'kim@kelvin.example' };
    const outcome = await harness.jit.provision(identity('eve', [], sent), { provider: 'okta', ...provider });
    expect(outcome).toMatchObject({ outcome: 'denied', code: 'email_conflict' });
  });

  test('is not for somebody whose address only looks the same', async () => {
    expect(await signInWith('eve', '\u212aim@kelvin.example', true)).toMatchObject({ outcome: 'created' });
    const trusted = { emailDomains: ['kelvin.example'] };
    expect(await signInWith('eva', 'kim@\u212aelvin.example', undefined, trusted)).toMatchObject({
      outcome: 'created',
    });
    expect(await harness.dataSource.manager.countBy(entities.User, { invited: true })).toBe(1);
  });
});
