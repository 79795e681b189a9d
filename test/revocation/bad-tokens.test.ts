import { createHmac, createPublicKey, randomUUID } from 'node:crypto';
import express from 'express';
import { UnsecuredJWT, type JWTPayload } from 'jose';
import type { Provisioning, SessionUser } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { isValidSession, openSession } from '../support/harness/sessions';
import { listen } from '../support/http/listen';
import {
  AUDIENCE,
  createKey,
  endpointOptions,
  LOGOUT_EVENT,
  startTokenIssuer,
  type TokenIssuer,
} from '../support/tokens/token-issuer';

let harness: Harness;
let jit: Provisioning;
let idp: TokenIssuer;
let url: string;
let session: SessionUser;
beforeEach(async () => {
  harness = await openHarness();
  ({ jit } = harness);
  idp = await startTokenIssuer();
  const app = express();
  app.use('/logout', jit.backChannelLogout(endpointOptions(idp)));
  url = await listen(app);
  const { user } = await harness.signIn('ada', ['Everyone'], {
    attributes: { groups: ['Everyone'], sid: 'laptop' },
  });
  session = await openSession(jit, user!);
});
afterEach(() => harness.close());

const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(`${url}/logout`, { method: 'POST', body, headers });
const send = (token: string) => post(new URLSearchParams({ logout_token: token }));
const now = () => Math.floor(Date.now() / 1000);

const usual = (): JWTPayload => ({
  ...{ iss: idp.issuer, aud: AUDIENCE, iat: now(), exp: now() + 60, jti: randomUUID() },
  ...{ sub: 'ada', sid: 'laptop', events: { [LOGOUT_EVENT]: {} } },
});
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that is right but for these claims. */
const claims = (change: (valid: JWTPayload) => JWTPayload) => () =>
  idp.logoutToken({ ...usual(), ...change(usual()) });

const BAD_TOKENS: [string, () => string | Promise<string>, string][] = [
  ['no JWT', () => 'x', 'token_invalid'],
  ['an empty text', () => '', 'token_invalid'],
  ['a JWT of five parts', () => 'e30.e30.e30.e30.e30', 'token_invalid'],
  [
    'a signature that was changed',
    async () => (await idp.logoutToken(usual())).replace(/.{8}$/, 'AAAAAAAA'),
    'signature_invalid',
  ],
  [
    'claims that were changed',
    async () => {
      const [header, , signature] = (await idp.logoutToken(usual())).split('.');
      return [header, encode({ ...usual(), sub: 'bo' }), signature].join('.');
    },
    'signature_invalid',
  ],
  [
    'the key of another',
    async () => idp.logoutToken(usual(), { key: await createKey('first') }),
    'signature_invalid',
  ],
  ['alg: none', () => new UnsecuredJWT(usual()).encode(), 'key_unknown'],
  [
    'alg: none, with the key',
    () => `${encode({ alg: 'none', kid: 'first', typ: 'logout+jwt' })}.${encode(usual())}.`,
    'key_unknown',
  ],
  [
    'HMAC with the public key as its secret',
    () => {
      const { publicJwk } = idp.keys[0]!;
      const pem = createPublicKey({ key: publicJwk as never, format: 'jwk' });
      const secret = pem.export({ type: 'spki', format: 'pem' });
      const input = `${encode({ alg: 'HS256', kid: 'first', typ: 'logout+jwt' })}.${encode(usual())}`;
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    },
    'key_unknown',
  ],
  [
    'a key id that the issuer does not have',
    () => idp.logoutToken(usual(), { header: { kid: 'unknown' } }),
    'key_unknown',
  ],
  ['a key of its own in the header', () => embeddedKey(), 'signature_invalid'],
  ['an unknown critical header', () => criticalHeader(), 'key_unknown'],
  ['the type of another token', () => idp.sign('at+jwt', { claims: usual() }), 'token_invalid'],
  ['the type of an event', () => idp.sign('secevent+jwt', { claims: usual() }), 'token_invalid'],
  ['another issuer', claims(() => ({ iss: 'https://evil.example.com' })), 'issuer_unknown'],
  ['no issuer', claims(() => ({ iss: undefined })), 'issuer_unknown'],
  ['another audience', claims(() => ({ aud: 'other' })), 'audience_unknown'],
  ['several other audiences', claims(() => ({ aud: ['other', 'another'] })), 'audience_unknown'],
  ['no audience', claims(() => ({ aud: undefined })), 'audience_unknown'],
  ['no time', claims(() => ({ iat: undefined })), 'token_invalid'],
  ['a time in the future', claims(() => ({ iat: now() + 300, exp: now() + 600 })), 'token_invalid'],
  ['a time that is text', claims(() => ({ iat: '1' as never })), 'token_invalid'],
  ['a time long ago', claims(() => ({ iat: now() - 3600, exp: now() + 60 })), 'token_expired'],
  ['an end that is over', claims(() => ({ iat: now() - 300, exp: now() - 120 })), 'token_expired'],
  ['no id', claims(() => ({ jti: undefined })), 'token_invalid'],
  ['an id that is a number', claims(() => ({ jti: 7 as never })), 'token_invalid'],
  ['no events', claims(() => ({ events: undefined })), 'token_invalid'],
  ['events that are a list', claims(() => ({ events: [LOGOUT_EVENT] })), 'token_invalid'],
  ['events that are text', claims(() => ({ events: LOGOUT_EVENT })), 'token_invalid'],
  ['another event', claims(() => ({ events: { 'https://example.com/event': {} } })), 'token_invalid'],
  ['an event that is no object', claims(() => ({ events: { [LOGOUT_EVENT]: true } })), 'token_invalid'],
  ['an event that is null', claims(() => ({ events: { [LOGOUT_EVENT]: null } })), 'token_invalid'],
  ['a nonce', claims(() => ({ nonce: 'x' })), 'token_invalid'],
  ['an empty nonce', claims(() => ({ nonce: '' })), 'token_invalid'],
  ['neither sub nor sid', claims(() => ({ sub: undefined, sid: undefined })), 'token_invalid'],
  ['a sub that is a number', claims(() => ({ sub: 7 as never })), 'token_invalid'],
  ['an empty sub', claims(() => ({ sub: '' })), 'token_invalid'],
  ['a sub with NUL', claims(() => ({ sub: 'a\0da' })), 'token_invalid'],
  ['a sid that is a list', claims(() => ({ sid: ['laptop'] })), 'token_invalid'],
  ['a sid that is too long', claims(() => ({ sid: 'x'.repeat(1025) })), 'token_invalid'],
];

async function embeddedKey(): Promise<string> {
  const key = await createKey('first');
  return idp.logoutToken(usual(), { key, header: { jwk: key.publicJwk } });
}

async function criticalHeader(): Promise<string> {
  const [, payload] = (await idp.logoutToken(usual())).split('.');
  const header = { alg: 'RS256', kid: 'first', typ: 'logout+jwt', crit: ['x'], x: 1 };
  return `${encode(header)}.${payload}.AAAA`;
}

test.each(BAD_TOKENS)('%s', async (_what, make, code) => {
  const response = await send(await make());
  expect(response.status).toBe(400);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toEqual({
    error: 'invalid_request',
    error_description: expect.any(String),
  });
  expect(await isValidSession(jit, session)).toBe(true);
  expect(await harness.audit('tokenRefused')).toMatchObject([{ provider: 'okta', details: { code } }]);
});

test.each<[string, () => Promise<string>]>([
  ['without a type', () => idp.sign(undefined, { claims: usual() })],
  ['of the type JWT', () => idp.sign('JWT', { claims: usual() })],
  ['of the whole media type', () => idp.sign('application/logout+jwt', { claims: usual() })],
  ['for several audiences', claims(() => ({ aud: ['other', AUDIENCE] }))],
  ['of a clock that is half a minute ahead', claims(() => ({ iat: now() + 30 }))],
  ['without an end', claims(() => ({ exp: undefined }))],
])('a token %s is valid', async (_what, make) => {
  expect((await send(await make())).status).toBe(200);
  expect(await isValidSession(jit, session)).toBe(false);
});

test.each<[string, () => Promise<Response>]>([
  ['no token', () => post(new URLSearchParams({ token: 'x' }))],
  [
    'two tokens',
    async () => {
      const token = await idp.logoutToken(usual());
      return post(new URLSearchParams([token, token].map((each) => ['logout_token', each])));
    },
  ],
  [
    'the token as JSON',
    async () =>
      post(JSON.stringify({ logout_token: await idp.logoutToken(usual()) }), {
        'content-type': 'application/json',
      }),
  ],
  ['no body', () => post(undefined)],
  ['1 MB', () => post(new URLSearchParams({ logout_token: 'x'.repeat(2 ** 20) }))],
])('a request with %s is refused', async (_what, request) => {
  const response = await request();
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  expect(await isValidSession(jit, session)).toBe(true);
});

test('a request by GET is not allowed', async () => {
  const response = await fetch(`${url}/logout?logout_token=${await idp.logoutToken(usual())}`);
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await isValidSession(jit, session)).toBe(true);
});
