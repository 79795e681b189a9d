import { entities } from 'passport-jit';
import { openHarness, type Harness, type SignInOptions } from '../support/harness/harness';

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

const signInWith = (subject: string, email: unknown, options: SignInOptions = {}) =>
  harness.signIn(subject, [], { email: email as string, ...options });

test('an address is stored as it was sent, and beside it in the form in which it is compared', async () => {
  await signInWith('zoe', ' Zoë.Lovelace@EXÄMPLE.org\t');
  expect(await harness.dataSource.manager.findOneByOrFail(entities.User, {})).toMatchObject({
    email: 'Zoë.Lovelace@EXÄMPLE.org',
    emailKey: 'zoë.lovelace@exÄmple.org',
  });
});

test('several users may have no address', async () => {
  const created = { outcome: 'created', user: { email: null }, notes: [] };
  expect(await signInWith('ada', undefined)).toMatchObject(created);
  expect(await signInWith('bo', '  ')).toMatchObject(created);
});

test.each(['ada@example.com', 'ADA@EXAMPLE.COM', ' Ada@example.com '])(
  'a second user with the address of the first is refused: %j',
  async (email) => {
    await signInWith('ada', 'ada@example.com');
    expect(await signInWith('eve', email, { emailVerified: true })).toMatchObject({
      outcome: 'denied',
      code: 'email_conflict',
    });
    expect(await harness.dataSource.manager.count(entities.User)).toBe(1);
  },
);

test('a returning user is never found by the address', async () => {
  await signInWith('ada', 'ada@example.com', { emailVerified: true });
  await signInWith('bo', 'bo@example.com', { emailVerified: true });
  expect(await signInWith('ada', 'bo@example.com', { emailVerified: true })).toMatchObject({
    outcome: 'unchanged',
    user: { email: 'ada@example.com' },
  });
});

describe('an invitation', () => {
  beforeEach(() => harness.jit.invite({ email: 'kim@kelvin.example' }));

  test.each([
    ['that the provider verified', 'KIM@Kelvin.example ', { emailVerified: true }],
    ['of a trusted domain', 'Kim@KELVIN.example', { connection: { emailDomains: ['Kelvin.Example'] } }],
  ])('is linked by an address %s', async (_, email, options) => {
    expect(await signInWith('kim', email, options)).toMatchObject({
      outcome: 'linked',
      user: { email: 'kim@kelvin.example', invited: false },
    });
  });

  test('is not linked by an address that is not trusted', async () => {
    expect(await signInWith('eve', 'kim@kelvin.example')).toMatchObject({
      outcome: 'denied',
      code: 'email_conflict',
    });
  });

  test('is not linked by an address that only looks the same', async () => {
    expect(await signInWith('eve', '\u212aim@kelvin.example', { emailVerified: true })).toMatchObject({
      outcome: 'created',
    });
    const connection = { emailDomains: ['kelvin.example'] };
    expect(await signInWith('eva', 'kim@\u212aelvin.example', { connection })).toMatchObject({
      outcome: 'created',
    });
    expect(await harness.dataSource.manager.countBy(entities.User, { invited: true })).toBe(1);
  });
});

describe('an address that was missing at the first sign-in', () => {
  const user = (subject: string) =>
    harness.dataSource.manager.findOneByOrFail(entities.User, { firstName: subject });

  test.each([
    ['as trusted', { emailVerified: true }, true],
    ['as not trusted', {}, false],
  ])('is added when it arrives, %s', async (_, options, emailVerified) => {
    await signInWith('ada', undefined);
    expect(await signInWith('ada', ' Ada@Example.com ', options)).toMatchObject({
      outcome: 'synced',
      changes: [{ kind: 'profile', action: 'change', field: 'email', from: null, to: 'Ada@Example.com' }],
      user: { email: 'Ada@Example.com', emailVerified },
    });
    expect(await user('ada')).toMatchObject({ emailKey: 'ada@example.com', emailVerified });
    expect(await harness.audit('changed')).toMatchObject([{ details: { changes: [{ field: 'email' }] } }]);
    expect(await signInWith('ada', 'Ada@Example.com', options)).toMatchObject({ outcome: 'unchanged' });
    expect(await signInWith('eve', 'ada@example.com')).toMatchObject({ code: 'email_conflict' });
  });

  test('is left out, with a note, while another user has it', async () => {
    await signInWith('ada', undefined);
    await signInWith('bo', 'bo@example.com');
    const notes = [{ kind: 'emailTaken', email: 'BO@example.com' }];
    expect(await signInWith('ada', 'BO@example.com', { emailVerified: true })).toMatchObject({
      outcome: 'unchanged',
      notes,
    });
    expect(await user('ada')).toMatchObject({ email: null, emailKey: null, emailVerified: null });
    expect(await harness.audit('skipped')).toMatchObject([{ details: { notes } }]);
    await harness.dataSource.manager.update(entities.User, { firstName: 'bo' }, { email: null });
    expect(await signInWith('ada', 'BO@example.com')).toMatchObject({ user: { email: 'BO@example.com' } });
  });

  test('is given to one of two users who send it at the same moment', async () => {
    await signInWith('ada', undefined);
    await signInWith('bo', undefined);
    const outcomes = await Promise.all(
      ['ada', 'bo'].map((subject) => signInWith(subject, 'team@example.com')),
    );
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['synced', 'unchanged']);
    expect(outcomes.flatMap(({ notes }) => notes)).toMatchObject([{ kind: 'emailTaken' }]);
  });

  test('makes the user a break-glass user at once, if it is trusted', async () => {
    const jit = harness.reconfigured({
      settings: {
        justInTime: true,
        enhancedSync: true,
        groupAttribute: 'groups',
        mapping: { mappings: [{ group_name: 'a', team_name: 'Analytics', role_name: 'VIEWER' }] },
      },
      unmatched: 'deny',
      breakGlass: ['ada@example.com'],
    });
    for (const subject of ['ada', 'bo'])
      await harness.signIn(subject, ['a'], { email: undefined, with: jit });
    const email = 'ada@example.com';
    expect(await harness.signIn('bo', [], { email, with: jit })).toMatchObject({ code: 'no_matching_group' });
    expect(await harness.signIn('ada', [], { email, emailVerified: true, with: jit })).toMatchObject({
      outcome: 'synced',
      user: { email, memberships: [{}] },
      notes: [{ kind: 'breakGlass' }],
    });
  });
});
