import { Strategy as SamlStrategy, ValidateInResponseTo } from '@node-saml/passport-saml';
import { urlencoded, type ErrorRequestHandler } from 'express';
import { verifySaml } from 'passport-jit';
import { startPassportApp, toAppResponse, type PassportApp } from '../support/apps/passport-app';
import { openHarness, type Harness } from '../support/harness/harness';
import { Browser } from '../support/http/browser';
import { parseForms } from '../support/http/html-form';
import { samlOptions, startSaml } from '../support/identity-providers/identity-providers';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

/** As on the page about strategies: a sign-in that the provider has started is replaced by one that the app starts. */
const startSignIn: ErrorRequestHandler = (error, _req, res, next) => {
  if (error instanceof Error && error.message === 'InResponseTo is missing from response')
    return res.redirect(303, '/login/okta');
  next(error);
};

async function startApp(validateInResponseTo: ValidateInResponseTo): Promise<PassportApp> {
  const idp = await startSaml();
  const app = await startPassportApp(harness.jit, {
    routes: (routes, passport) => {
      routes.post(
        '/restarting',
        urlencoded({ extended: false }),
        passport.authenticate('okta'),
        (req, res) => void res.json({ user: req.user }),
      );
      routes.use('/restarting', startSignIn);
    },
  });
  const options = { ...samlOptions(idp, app.callbackUrl('okta')), validateInResponseTo };
  const strategy = new SamlStrategy(options, verifySaml, harness.jit.verifySamlLogout);
  app.use('okta', harness.jit.wrap(strategy, { provider: 'okta' }));
  return app;
}

/** The response that the portal of a provider sends to an app: it names no request of the app. */
async function unsolicitedResponse(app: PassportApp, browser: Browser): Promise<string> {
  const page = await browser.submit(await browser.get(`${app.url}/login/okta`), { user: 'ada' });
  const form = parseForms(page.url, page.body).find(({ names }) => names.has('SAMLResponse'));
  const xml = Buffer.from(form!.fields['SAMLResponse']!, 'base64').toString();
  const unsolicited = xml.replace(/(<samlp:Response[^>]*) InResponseTo="[^"]*"/, '$1');
  expect(unsolicited).not.toBe(xml);
  return Buffer.from(unsolicited).toString('base64');
}

test('with validateInResponseTo "always", a sign-in that the provider starts is an error', async () => {
  const app = await startApp(ValidateInResponseTo.always);
  const SAMLResponse = await unsolicitedResponse(app, new Browser());
  const page = toAppResponse(await new Browser().post(app.callbackUrl('okta'), { SAMLResponse }));
  expect([page.status, page.text]).toEqual([
    500,
    expect.stringContaining('InResponseTo is missing from response'),
  ]);
});

test('the app can start its own sign-in instead, which the provider answers without a question', async () => {
  const app = await startApp(ValidateInResponseTo.always);
  const browser = new Browser();
  const SAMLResponse = await unsolicitedResponse(app, browser);
  const answer = await browser.post(`${app.url}/restarting`, { SAMLResponse });
  expect(answer.body).toContain('SAMLResponse');
  const { status, user } = toAppResponse(await browser.submit(answer, {}));
  expect([status, user?.email]).toEqual([200, 'ada@acme.example']);
});

test('with validateInResponseTo "ifPresent", a sign-in that the provider starts is accepted', async () => {
  const app = await startApp(ValidateInResponseTo.ifPresent);
  const SAMLResponse = await unsolicitedResponse(app, new Browser());
  const { status, user } = toAppResponse(await new Browser().post(app.callbackUrl('okta'), { SAMLResponse }));
  expect([status, user?.email]).toEqual([200, 'ada@acme.example']);
});
