import express5 from 'express';
import express4 from 'express4';
import { entities } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { identity, MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { toAppResponse, startPassportApp, type AnyStrategy } from '../support/apps/passport-app';
import { CustomStrategy, QueryStrategy, type StrategyActions } from '../support/strategies/custom-strategy';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

async function visit(run: (actions: StrategyActions) => void, query = '') {
  const app = await startPassportApp(harness.jit);
  app.use('custom', harness.jit.wrap(new CustomStrategy(run), { provider: 'ldap' }));
  return toAppResponse(await new Browser().get(app.callbackUrl('custom') + query));
}

const users = () => harness.dataSource.manager.count(entities.User);
const ada = () => identity('ada', ['Everyone'], { protocol: 'ldap', issuer: 'ldaps://directory.example' });

test('any strategy whose verify yields a VerifiedIdentity can be wrapped', async () => {
  const { user } = await visit((actions) => actions.success(ada()));
  expect(user).toMatchObject({
    email: 'ada@example.com',
    memberships: [{ role: 'VIEWER', provider: 'ldap' }],
  });
});

test('a strategy whose authenticate is a promise that is rejected ends the sign-in, and not the process', async () => {
  const strategy = Object.assign(new QueryStrategy(), {
    authenticate: () => Promise.reject(new Error('the directory is away')),
  });
  const app = await startPassportApp(harness.jit);
  app.use('custom', harness.jit.wrap(strategy, { provider: 'ldap' }));
  const { status, text } = toAppResponse(await new Browser().get(app.callbackUrl('custom')));
  expect([status, text]).toEqual([500, expect.stringContaining('the directory is away')]);
});

test.each([
  ['true', true],
  ['a profile', { id: '7', displayName: 'Ada' }],
  ['a user of the app', { id: 7, email: 'ada@example.com' }],
  ['no attributes', { protocol: 'ldap', issuer: 'x', subject: 'ada' }],
])('another user than that, %s, is a fault that says the fix', async (_what, yielded) => {
  const { status, code, text } = await visit((actions) => actions.success(yielded));
  expect([status, code]).toEqual([500, 'identity_invalid']);
  expect(text).toMatch(/verify callback must yield a VerifiedIdentity.*Pass verifySaml, verifyOpenIDConnect/);
  expect(await users()).toBe(0);
});

test('the info that the strategy passes with the user reaches the app', async () => {
  let authInfo: unknown;
  const app = await startPassportApp(harness.jit, {
    routes: (routes, passport) =>
      routes.get('/info', passport.authenticate('named'), (req, res) => {
        authInfo = req.authInfo;
        res.json({});
      }),
  });
  app.use('named', harness.jit.wrap(new QueryStrategy(), { provider: 'ldap' }));
  await new Browser().get(`${app.url}/info?as=ada&groups=Everyone`);
  expect(authInfo).toEqual({ message: 'Hello' });
});

test('the options of the provider are those of the sign-in', async () => {
  const settings = { justInTime: true, enhancedSync: false, groupAttribute: 'groups', mapping: MAPPING };
  const jit = harness.reconfigured({ settings });
  const { id } = await jit.invite({ email: 'ada@example.com' });
  const app = await startPassportApp(jit);
  app.use(
    'custom',
    jit.wrap(new QueryStrategy({ subject: 'other', attributes: { uid: 'u-1', nick: 'Countess' } }), {
      provider: 'ldap',
      subjectAttribute: 'uid',
      emailDomains: ['example.com'],
      attributes: { givenname: 'nick', email: 'none' },
    }),
  );
  const signIn = async () => toAppResponse(await new Browser().get(`${app.callbackUrl('custom')}?as=ada`));
  expect((await signIn()).user).toMatchObject({ email: null, firstName: 'Countess' });
  app.use('custom', jit.wrap(new QueryStrategy(), { provider: 'ldap', emailDomains: ['example.com'] }));
  expect((await signIn()).user).toMatchObject({ id });
  const identities = await harness.dataSource.manager.find(entities.Identity, { order: { subject: 'ASC' } });
  expect(identities.map(({ subject, provider }) => [subject, provider])).toEqual([
    ['ada', 'ldap'],
    ['u-1', 'ldap'],
  ]);
});

describe('a strategy that reports twice is heard once', () => {
  test('success and success: one sign-in, one answer', async () => {
    const { status, user } = await visit((actions) => {
      actions.success(ada());
      actions.success(identity('bo', ['Everyone']));
    });
    expect([status, user?.email]).toEqual([200, 'ada@example.com']);
    expect(await users()).toBe(1);
  });

  test('success, and an error while the user is being provisioned', async () => {
    const { status } = await visit((actions) => {
      actions.success(ada());
      actions.error(new Error('Thrown by verify after it had called done'));
    });
    expect([status, await users()]).toEqual([200, 1]);
  });

  test.each(['fail', 'error'] as const)(
    '%s, and a success that comes too late: no user is created',
    async (first) => {
      const { status } = await visit((actions) => {
        actions[first](first === 'error' ? new Error('Too slow') : 'Too slow');
        actions.success(ada());
      });
      expect(status).toBe(first === 'error' ? 500 : 401);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await users()).toBe(0);
    },
  );
});

test('an error thrown by a callback of the app is passed to it once', async () => {
  const seen: unknown[] = [];
  const app = await startPassportApp(harness.jit, {
    routes: (routes, passport) =>
      routes.get('/throws', (req, res, next) => {
        const callback = (error: unknown, user: unknown) => {
          seen.push(error ?? user);
          if (error) return next(error);
          throw new Error('A bug of the app');
        };
        passport.authenticate('named', callback)(req, res, next);
      }),
  });
  app.use('named', harness.jit.wrap(new QueryStrategy(), { provider: 'ldap' }));
  const { status, body } = await new Browser().get(`${app.url}/throws?as=ada&groups=Everyone`);
  expect([status, body]).toEqual([500, expect.stringContaining('A bug of the app')]);
  expect(seen).toEqual([expect.objectContaining({ email: 'ada@example.com' }), expect.any(Error)]);
});

test.each([
  ['Express 4', express4],
  ['Express 5', express5],
])(
  'what it throws at an error too is for the error handler of %s, and ends no process',
  async (_, express) => {
    const strategies: Record<string, AnyStrategy> = {
      refused: new QueryStrategy({ subject: '' }),
      broken: new CustomStrategy((actions) => setImmediate(() => actions.error(new Error('No such tenant')))),
    };
    const app = await startPassportApp(harness.jit, {
      express,
      routes: (routes, passport) =>
        routes.get('/throws/:name', (req, res, next) => {
          const callback = (error: unknown) => {
            if (error) throw error;
          };
          passport.authenticate(req.params.name, callback)(req, res, next);
        }),
    });
    for (const [name, strategy] of Object.entries(strategies)) {
      app.use(name, harness.jit.wrap(strategy, { provider: 'ldap' }));
    }
    const statuses = Object.keys(strategies).map(async (name) => {
      const page = await new Browser().get(`${app.url}/throws/${name}?as=ada`);
      return [page.status, toAppResponse(page).code];
    });
    expect(await Promise.all(statuses)).toEqual([
      [403, 'subject_invalid'],
      [500, undefined],
    ]);
  },
);
