import { deflateRawSync } from 'node:zlib';
import { urlencoded } from 'express';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { samlStrategy, startSaml } from '../support/identity-providers/identity-providers';

let harness: Harness;
let app: PassportApp;

beforeEach(async () => {
  harness = await openHarness();
  const idp = await startSaml();
  app = await startPassportApp(harness.jit, {
    routes: (routes, passport) =>
      routes.all('/saml', urlencoded({ extended: true, limit: '5mb' }), (req, res, next) => {
        const respond = (error: unknown, _user: unknown, info: { code?: string } | undefined) =>
          res.json(error ? { error: (error as Error).message } : { code: info?.code });
        passport.authenticate('okta', respond)(req, res, next);
      }),
  });
  app.use('okta', harness.jit.wrap(samlStrategy(idp, `${app.url}/saml`), { provider: 'okta' }));
});
afterEach(() => harness.close());

const get = async (query: string) =>
  JSON.parse((await new Browser().get(`${app.url}/saml?${query}`)).body) as unknown;
const post = async (body: string) => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(`${app.url}/saml`, { method: 'POST', headers, body });
  return (await response.json()) as unknown;
};
const REFUSED = { code: 'saml_message_invalid' };
/** What passport-saml answers to a message that it got and could not use. */
const DELEGATED = { error: expect.any(String) as string };

const xmlOfSize = (bytes: number) => `<a>${'<b/>'.repeat(Math.ceil(bytes / 4))}</a>`;
const deflated = (xml: string) => encodeURIComponent(deflateRawSync(xml).toString('base64'));
const encoded = (xml: string) => encodeURIComponent(Buffer.from(xml).toString('base64'));

describe.each(['SAMLRequest', 'SAMLResponse'])('%s', (name) => {
  const signature = name === 'SAMLRequest' ? '&SigAlg=rsa-sha256&Signature=none' : '';

  test('in a URL that inflates to megabytes is refused', async () => {
    const message = deflated(xmlOfSize(7_000_000));
    expect(message.length).toBeLessThan(16_000);
    expect(await get(`${name}=${message}${signature}`)).toEqual(REFUSED);
  });

  test.each([
    ['that is not deflated', encoded('<a/>')],
    ['that is empty', ''],
  ])('in a URL %s is refused', async (_what, message) => {
    expect(await get(`${name}=${message}${signature}`)).toEqual(REFUSED);
  });

  test('in a URL twice is refused', async () => {
    const message = deflated('<a/>');
    expect(await get(`${name}=${message}&${name}=${message}${signature}`)).toEqual(REFUSED);
  });

  test('in a URL of the size of a real one gets to the strategy', async () => {
    expect(await get(`${name}=${deflated(xmlOfSize(30_000))}${signature}`)).toEqual(DELEGATED);
  });

  test('in a form of over 1 MB is refused', async () => {
    expect(await post(`${name}=${encoded(xmlOfSize(1_100_000))}`)).toEqual(REFUSED);
  });

  test.each([
    ['twice', `${name}=PGEvPg&${name}=PGEvPg`],
    ['as an object', `${name}[length]=PGEvPg`],
  ])('in a form %s is refused', async (_what, body) => {
    expect(await post(body)).toEqual(REFUSED);
  });

  test('in a form gets to the strategy', async () => {
    expect(await post(`${name}=${encoded(xmlOfSize(10_000))}`)).toEqual(DELEGATED);
  });
});

test('a SAMLRequest and a SAMLResponse in one URL are refused', async () => {
  const message = deflated('<a/>');
  expect(
    await get(`SAMLRequest=${message}&SAMLResponse=${message}&SigAlg=rsa-sha256&Signature=none`),
  ).toEqual(REFUSED);
});

test('a LogoutRequest in a URL without a signature has a code of its own', async () => {
  expect(await get(`SAMLRequest=${deflated('<a/>')}`)).toEqual({ code: 'saml_logout_unsigned' });
});
