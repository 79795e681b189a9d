import express, { type Express } from 'express';
import type { Provisioning } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { listen } from '../support/http/listen';
import { setClock } from '../support/jest/fake-clock';
import {
  createKey,
  endpointOptions,
  startTokenIssuer,
  type TokenIssuer,
} from '../support/tokens/token-issuer';

let harness: Harness;
let jit: Provisioning;
let idp: TokenIssuer;
beforeEach(async () => {
  harness = await openHarness();
  ({ jit } = harness);
  idp = await startTokenIssuer();
});
afterEach(() => harness.close());

async function serve(jwks: unknown = idp.jwks): Promise<string> {
  const app = express();
  app.post('/logout', jit.backChannelLogout({ ...endpointOptions(idp), jwks: jwks as string }));
  return listen(app);
}

const send = async (url: string, token: string) => {
  const body = new URLSearchParams({ logout_token: token });
  const response = await fetch(`${url}/logout`, { method: 'POST', body });
  const text = await response.text();
  return { status: response.status, text };
};

test('keys are loaded once, and again for a new key id, at most once a minute', async () => {
  const url = await serve();
  const now = Date.now();
  for (let i = 0; i < 3; i += 1)
    expect((await send(url, await idp.logoutToken({ sid: 'x' }))).status).toBe(200);
  expect(idp.loads).toBe(1);
  const key = await createKey('second');
  idp.keys.push(key);
  const unknown = () => idp.logoutToken({ sid: 'x' }, { header: { kid: 'unknown' } });
  for (let i = 0; i < 20; i += 1) expect((await send(url, await unknown())).status).toBe(400);
  expect(idp.loads).toBe(1);
  setClock(now + 61_000);
  expect((await send(url, await idp.logoutToken({ sid: 'x' }, { key }))).status).toBe(200);
  expect(idp.loads).toBe(2);
  await Promise.all(Array.from({ length: 20 }, async () => send(url, await unknown())));
  expect(idp.loads).toBe(2);
  // A key that the provider no longer has is not accepted once the set is loaded again.
  const old = idp.keys.shift()!;
  setClock(now + 61_000 + 11 * 60_000);
  expect((await send(url, await idp.logoutToken({ sid: 'x' }, { key: old }))).status).toBe(400);
});

test('keys may be given as a set', async () => {
  const url = await serve({ keys: idp.keys.map(({ publicJwk }) => publicJwk) });
  expect((await send(url, await idp.logoutToken({ sid: 'x' }))).status).toBe(200);
  expect(idp.loads).toBe(0);
});

test.each<[string, (app: Express, other: string) => void]>([
  ['too large', (app) => app.get('/keys', (_req, res) => void res.send(`{"keys":[]${' '.repeat(2 ** 20)}}`))],
  [
    'endless',
    (app) =>
      app.get('/keys', (_req, res) => {
        res.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => res.write(' '.repeat(65_536)), 1);
        res.on('close', () => clearInterval(timer));
      }),
  ],
  ['on another host', (app, other) => app.get('/keys', (_req, res) => res.redirect(other))],
  ['a circle', (app) => app.get('/keys', (_req, res) => res.redirect('/keys'))],
  ['no JSON', (app) => app.get('/keys', (_req, res) => void res.send('<html>'))],
  ['an error', (app) => app.get('/keys', (_req, res) => void res.status(500).json({ keys: [] }))],
  ['slow', (app) => app.get('/keys', () => undefined)],
])('keys that are %s are not used', async (_what, define) => {
  const app = express();
  const base = await listen(app);
  define(app, idp.jwks);
  const url = await serve(`${base}/keys`);
  const { status, text } = await send(url, await idp.logoutToken({ sid: 'x' }));
  expect(status).toBe(400);
  expect(JSON.parse(text)).toMatchObject({ error_description: 'The keys of the issuer cannot be loaded.' });
  expect(idp.loads).toBe(0);
});

test('a redirect on the same host is followed', async () => {
  const app = express();
  const base = await listen(app);
  app.get('/keys', (_req, res) => res.redirect('/moved'));
  app.get('/moved', (_req, res) => void res.json({ keys: idp.keys.map(({ publicJwk }) => publicJwk) }));
  expect((await send(await serve(`${base}/keys`), await idp.logoutToken({ sid: 'x' }))).status).toBe(200);
});
