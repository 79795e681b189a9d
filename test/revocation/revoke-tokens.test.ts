import express from 'express';
import { randomUUID } from 'node:crypto';
import type { Provisioning, SessionUser } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { isValidSession, openSession } from '../support/harness/sessions';
import { listen } from '../support/http/listen';
import { endpointOptions, startTokenIssuer, type TokenIssuer } from '../support/tokens/token-issuer';

const TYPE = 'global-token-revocation+jwt';

let harness: Harness;
let jit: Provisioning;
let idp: TokenIssuer;
let url: string;
beforeEach(async () => {
  harness = await openHarness();
  ({ jit } = harness);
  idp = await startTokenIssuer();
  const app = express();
  app.post('/global', jit.revokeTokens(endpointOptions(idp)));
  app.post('/parsed', express.json(), jit.revokeTokens(endpointOptions(idp)));
  url = await listen(app);
});
afterEach(() => harness.close());

async function signIn(subject: string, provider = 'okta', tenant = 'default'): Promise<SessionUser> {
  const { user } = await jit.provision(identity(subject, ['Everyone']), { provider, tenant });
  return openSession(jit, user!);
}

async function revoke(
  body: unknown,
  { token, path = 'global' }: { token?: string; path?: string } = {},
): Promise<Response> {
  const bearer = token ?? (await idp.sign(TYPE, { claims: { sub: 'okta' } }));
  return fetch(`${url}/${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
  });
}

test.each<[string, () => object, string?]>([
  ['iss_sub', () => ({ format: 'iss_sub', iss: idp.issuer, sub: 'ada' })],
  ['opaque', () => ({ format: 'opaque', id: 'ada' })],
  ['email', () => ({ format: 'email', email: 'Ada@Example.com' })],
  ['iss_sub, behind a parser', () => ({ format: 'iss_sub', iss: idp.issuer, sub: 'ada' }), 'parsed'],
])('a user is found by %s, and all sessions of the user end', async (_format, subject, path = 'global') => {
  const sessions = [await signIn('ada'), await signIn('ada'), await signIn('bo')];
  const response = await revoke({ sub_id: subject() }, { path });
  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await Promise.all(sessions.map((each) => isValidSession(jit, each)))).toEqual([false, false, true]);
  const [event] = await harness.audit('sessionsEnded');
  expect(event).toMatchObject({ actor: 'provider:okta', provider: 'okta', user: sessions[0]!.id });
});

test('every user who is not known gets the same answer', async () => {
  const sessions = [await signIn('ada', 'okta', 'globex'), await signIn('bo', 'entra')];
  const answers = [];
  for (const subject of [
    { format: 'iss_sub', iss: idp.issuer, sub: 'no user' },
    { format: 'iss_sub', iss: idp.issuer, sub: 'ada' },
    { format: 'iss_sub', iss: 'https://other.example.com', sub: 'bo' },
    { format: 'opaque', id: 'bo' },
    { format: 'email', email: 'bo@example.com' },
    { format: 'email', email: 'ada@example.com' },
    { format: 'email', email: 'no address' },
  ]) {
    const response = await revoke({ sub_id: subject });
    answers.push(JSON.stringify([response.status, await response.text()]));
  }
  expect(new Set(answers).size).toBe(1);
  expect(JSON.parse(answers[0]!)[0]).toBe(404);
  expect(await Promise.all(sessions.map((each) => isValidSession(jit, each)))).toEqual([true, true]);
});

const ADA = { sub_id: { format: 'opaque', id: 'ada' } };
test.each<[string, number, () => Promise<Response>]>([
  ['no token', 401, () => revoke(ADA, { token: '' })],
  ['a token of another type', 401, async () => revoke(ADA, { token: await idp.sign('JWT', {}) })],
  ['a token without a type', 401, async () => revoke(ADA, { token: await idp.sign(undefined, {}) })],
  [
    'a token for another audience',
    401,
    async () => revoke(ADA, { token: await idp.sign(TYPE, { claims: { aud: 'other' } }) }),
  ],
  ['no subject', 400, () => revoke({})],
  ['no JSON', 400, () => revoke('{')],
  ['a list', 400, () => revoke([])],
  ['an unknown format', 400, () => revoke({ sub_id: { format: 'phone_number', phone_number: '+1' } })],
  ['a subject that is no text', 400, () => revoke({ sub_id: { format: 'opaque', id: 7 } })],
  ['1 MB', 413, () => revoke({ sub_id: 'x'.repeat(2 ** 20) })],
])('a request with %s is refused', async (_what, status, request) => {
  const session = await signIn('ada');
  const response = await request();
  expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
  expect(await response.json()).toMatchObject({ error: expect.any(String) });
  if (status === 401) expect(response.headers.get('www-authenticate')).toContain('Bearer');
  expect(await isValidSession(jit, session)).toBe(true);
});

test('a token that was used cannot end the sessions of another user', async () => {
  const token = await idp.sign(TYPE, { claims: { jti: randomUUID() } });
  await signIn('ada');
  const session = await signIn('bo');
  expect((await revoke(ADA, { token })).status).toBe(204);
  expect((await revoke({ sub_id: { format: 'opaque', id: 'bo' } }, { token })).status).toBe(401);
  expect(await isValidSession(jit, session)).toBe(true);
});
