import { entities, type VerifiedIdentity } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';

const JUST_IN_TIME = [
  ['off', false],
  ['on', true],
] as const;
const TRUSTED = { emailVerified: true };

let harness: Harness;
let app: Awaited<ReturnType<typeof startPassportApp>>;
let refusals: unknown[];

async function start(justInTime: boolean, more: object = {}): Promise<void> {
  const settings = { justInTime, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
  harness = await openHarness({ settings, ...more });
  refusals = [];
  app = await startPassportApp(harness.jit, {
    routes: (routes, passport) =>
      routes.get('/in', (req, res, next) => {
        const callback = (error: Error | null, user: Express.User | false, info: { code?: string }) => {
          if (error) return next(error);
          if (user) return req.logIn(user, () => res.json({ user }));
          refusals.push(info.code);
          res.status(403).json({});
        };
        passport.authenticate('okta', callback)(req, res, next);
      }),
  });
}
afterEach(() => harness.close());

/** Comes to the door as Ada, and says what became of it: the id of the user, or the code of the refusal. */
async function signInAs(claims: Partial<VerifiedIdentity> = {}, groups = 'Everyone'): Promise<string> {
  app.use('okta', harness.jit.wrap(new QueryStrategy(claims), { provider: 'okta' }));
  const browser = new Browser();
  const page = await browser.get(`${app.url}/in?as=ada&groups=${groups}`);
  const { user } = await app.me(browser);
  expect([page.status, refusals.length]).toEqual(user ? [200, 0] : [403, 1]);
  return user?.id ?? String(refusals.pop());
}

const users = () => harness.dataSource.manager.count(entities.User);

/** Ada as a user with an identity, from a time when every user was admitted. */
async function adaIsKnown(): Promise<string> {
  const settings = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
  const open = harness.reconfigured({ settings });
  const { user } = await harness.signIn('ada', ['Everyone'], { with: open });
  return user!.id;
}

describe.each(JUST_IN_TIME)('with just-in-time %s', (_word, on) => {
  test('a known identity signs in', async () => {
    await start(on);
    const id = await adaIsKnown();
    expect(await signInAs()).toBe(id);
  });

  test('an invited user is linked if the address is trusted', async () => {
    await start(on);
    const { id } = await harness.jit.invite({ email: 'Ada@Example.com' });
    expect(await signInAs()).toBe('email_conflict');
    expect(await signInAs({ emailVerified: false })).toBe('email_conflict');
    expect(await signInAs(TRUSTED)).toBe(id);
    expect(await signInAs()).toBe(id);
  });

  test('a deactivated user is refused', async () => {
    await start(on);
    const id = await adaIsKnown();
    await harness.dataSource.manager.update(entities.User, { id }, { active: false });
    expect(await signInAs()).toBe('user_deactivated');
  });

  test('no user takes over an account by email', async () => {
    await start(on);
    await adaIsKnown();
    expect(await signInAs({ ...TRUSTED, subject: 'mallory' })).toBe('email_conflict');
    expect(await users()).toBe(1);
  });
});

test('an unknown user is refused with just-in-time off, and created with it on', async () => {
  await start(false);
  expect(await signInAs(TRUSTED)).toBe('not_provisioned');
  expect(await users()).toBe(0);
  await harness.close();

  await start(true);
  const id = await signInAs();
  expect(await harness.grants('ada')).toEqual(['Incident Response: VIEWER']);
  expect(await signInAs()).toBe(id);
});

test('a user in no mapped group is admitted without grants, or refused with unmatched: deny', async () => {
  await start(true);
  await signInAs({}, 'Unheard-of');
  expect(await harness.grants('ada')).toEqual([]);
  await harness.close();

  await start(true, { unmatched: 'deny' });
  expect(await signInAs({}, 'Unheard-of')).toBe('no_matching_group');
  expect(await users()).toBe(0);
});

test('every refusal is in the audit log', async () => {
  await start(false);
  await signInAs();
  expect(await harness.audit('denied')).toEqual([
    expect.objectContaining({
      provider: 'okta',
      user: null,
      details: expect.objectContaining({ code: 'not_provisioned', subject: 'ada' }),
    }),
  ]);
});
