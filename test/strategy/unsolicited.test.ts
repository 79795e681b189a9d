import { entities } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { parseForms } from '../support/http/html-form';
import { toAppResponse, startPassportApp } from '../support/apps/passport-app';
import { redirectTarget, followRedirectsTo } from '../support/http/redirect-target';
import { OIDC_PACKAGES, STRATEGY_PACKAGES } from '../support/strategies/strategy-packages';
import { samlStrategy, startOidc, startSaml } from '../support/identity-providers/identity-providers';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const users = () => harness.dataSource.manager.count(entities.User);

test.each(STRATEGY_PACKAGES)('%s: an unsolicited response provisions no user', async (_package, connect) => {
  const app = await startPassportApp(harness.jit);
  const { strategy } = await connect(app.callbackUrl('okta'));
  app.use('okta', harness.jit.wrap(strategy, { provider: 'okta' }));
  const victim = await app.signIn('okta', 'bo');
  expect([victim.status, await users()]).toEqual([200, 1]);

  const unsigned = Buffer.from('<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>');
  for (const page of [
    await new Browser().get(`${app.callbackUrl('okta')}?code=made-up&state=made-up`),
    await new Browser().post(app.callbackUrl('okta'), { SAMLResponse: unsigned.toString('base64') }),
  ]) {
    // Either package may also just begin a sign-in of its own, at the identity provider.
    const { status, user } = toAppResponse(page);
    expect([user, status !== 200 || !page.url.startsWith(app.url)]).toEqual([undefined, true]);
  }
  expect(await users()).toBe(1);
});

test.each(OIDC_PACKAGES)(
  '%s: the response for one session is refused in another session',
  async (_package, connect) => {
    const app = await startPassportApp(harness.jit);
    const idp = await startOidc(app.callbackUrl('okta'));
    app.use('okta', harness.jit.wrap(await connect(idp, app.callbackUrl('okta')), { provider: 'okta' }));
    const [victim, attacker] = [new Browser(), new Browser()];

    const asked = await redirectTarget(attacker, `${app.url}/login/okta`);
    const parameters = [...new URL(asked).searchParams.keys()];
    expect(parameters).toEqual(expect.arrayContaining(['state', 'nonce']));
    if (_package === 'openid-client') expect(parameters).toContain('code_challenge');
    const choice = await redirectTarget(attacker, asked);
    const chosen = await redirectTarget(attacker, choice, { user: 'ada' });
    const answer = await followRedirectsTo(app.url, attacker, chosen);
    expect(answer).toMatch(/\/callback\/okta\?.*code=/);

    // The victim is in the middle of a sign-in too.
    await redirectTarget(victim, `${app.url}/login/okta`);
    expect((await victim.get(answer)).status).toBeGreaterThanOrEqual(400);
    expect((await app.me(victim)).user).toBeUndefined();
    expect(await users()).toBe(0);
    expect(toAppResponse(await attacker.get(answer)).user?.email).toBe('ada@acme.example');
  },
);

test('an assertion counts once, and only as it was signed', async () => {
  const app = await startPassportApp(harness.jit);
  const strategy = samlStrategy(await startSaml(), app.callbackUrl('okta'));
  app.use('okta', harness.jit.wrap(strategy, { provider: 'okta' }));
  const signed = async () => {
    const browser = new Browser();
    const page = await browser.submit(await browser.get(`${app.url}/login/okta`), { user: 'bo' });
    const { fields } = parseForms(page.url, page.body).find(({ names }) => names.has('SAMLResponse'))!;
    return Buffer.from(fields['SAMLResponse']!, 'base64').toString();
  };
  const send = async (xml: string) =>
    toAppResponse(
      await new Browser().post(app.callbackUrl('okta'), {
        SAMLResponse: Buffer.from(xml).toString('base64'),
      }),
    );

  const changed = await send((await signed()).replaceAll('Managers', 'Administrators'));
  expect([changed.status, changed.text]).toEqual([500, expect.stringContaining('signature')]);
  expect(await users()).toBe(0);
  const once = await signed();
  expect((await send(once)).status).toBe(200);
  expect((await send(once)).status).toBe(500);
});
