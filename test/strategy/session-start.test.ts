import { entities } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';
import { STRATEGY_PACKAGES } from '../support/strategies/strategy-packages';

let harness: Harness;
afterEach(() => harness.close());

const sessionCookie = async (browser: Browser, url: string) =>
  (await browser.jar.getCookies(url)).find(({ key }) => key === 'connect.sid');

// CVE-2022-25896: the session from before the sign-in stayed valid, so an attacker who had planted it was signed in as well.
test.each(STRATEGY_PACKAGES)(
  '%s: a session that an attacker knew before is not signed in',
  async (_package, connect) => {
    harness = await openHarness();
    const app = await startPassportApp(harness.jit, {
      routes: (routes) =>
        routes.get('/visit', (req, res) => {
          Object.assign(req.session, { visited: true });
          res.json({});
        }),
    });
    const { strategy } = await connect(app.callbackUrl('okta'));
    app.use('okta', harness.jit.wrap(strategy, { provider: 'okta' }));
    const [victim, attacker] = [new Browser(), new Browser()];
    await attacker.get(`${app.url}/visit`);
    const known = (await sessionCookie(attacker, app.url))!;
    await victim.jar.setCookie(known.clone()!, app.url);

    expect((await app.signIn('okta', 'ada', victim)).status).toBe(200);
    expect((await app.me(victim)).user?.email).toBe('ada@acme.example');
    expect((await sessionCookie(victim, app.url))?.value).not.toBe(known.value);
    expect((await app.me(attacker)).user).toBeUndefined();
  },
);

test('provisioning is committed before the session starts', async () => {
  harness = await openHarness();
  const seen: unknown[] = [];
  const app = await startPassportApp({
    ...harness.jit,
    serializeUser: (user, done) => {
      const { id } = user as { id: string };
      const { manager } = harness.dataSource;
      Promise.all([manager.findBy(entities.Identity, { userId: id }), harness.grants('ada')]).then(
        ([[identity], grants]) => {
          seen.push([identity?.subject, grants, harness.dataSource.createQueryRunner().isTransactionActive]);
          harness.jit.serializeUser(user, done);
        },
        done,
      );
    },
  });
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  await new Browser().get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  expect(seen).toEqual([['ada', ['Incident Response: VIEWER'], false]]);
});

test('a refused user has no session, and loses an earlier one', async () => {
  harness = await openHarness();
  const app = await startPassportApp(harness.jit);
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  const browser = new Browser();
  const signIn = () => browser.get(`${app.callbackUrl('okta')}?as=ada&groups=Everyone`);
  expect((await signIn()).status).toBe(200);
  await harness.dataSource.manager.update(entities.User, { tenant: 'default' }, { active: false });
  expect((await signIn()).status).toBe(403);
  expect((await app.me(browser)).user).toBeUndefined();
});
