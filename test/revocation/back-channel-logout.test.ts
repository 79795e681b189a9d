import express5 from 'express';
import express4 from 'express4';
import { entities, type Provisioning, type SessionUser } from 'passport-jit';
import { logQueries } from '../support/databases/query-log';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { isValidSession, openSession } from '../support/harness/sessions';
import { listen } from '../support/http/listen';
import { setClock } from '../support/jest/fake-clock';
import { endpointOptions, startTokenIssuer, type TokenIssuer } from '../support/tokens/token-issuer';

const DAY = 24 * 3600_000;

let harness: Harness;
let jit: Provisioning;
let idp: TokenIssuer;
let url: string;
beforeEach(async () => {
  harness = await openHarness();
  ({ jit } = harness);
  idp = await startTokenIssuer();
  url = await serve();
});
afterEach(() => harness.close());

async function serve(express = express5, before: express5.RequestHandler[] = []): Promise<string> {
  const app = express();
  app.post('/logout', ...before, jit.backChannelLogout(endpointOptions(idp)));
  return listen(app);
}

/** Signs in and keeps the session of the app, with the `sid` of the ID token. */
async function signIn(subject: string, sid?: string, tenant = 'default'): Promise<SessionUser> {
  const attributes = { groups: ['Everyone'], ...(sid === undefined ? {} : { sid }) };
  const { user } = await jit.provision(identity(subject, [], { attributes }), { provider: 'okta', tenant });
  return openSession(jit, user!);
}

const send = async (token: string, to = url) => {
  const response = await fetch(`${to}/logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const areValid = (...sessions: SessionUser[]) =>
  Promise.all(sessions.map((session) => isValidSession(jit, session)));

test('a sid ends one session of the user, and a sub all of them', async () => {
  const [laptop, phone] = [await signIn('ada', 'laptop'), await signIn('ada', 'phone')];
  const [withoutSid, other] = [await signIn('ada'), await signIn('bo', 'bo')];
  const ended: unknown[] = [];
  jit.on('sessionsEnded', (event) => void ended.push(event));

  const { status, headers } = await send(await idp.logoutToken({ sid: 'laptop' }));
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await areValid(laptop, phone, withoutSid, other)).toEqual([false, true, true, true]);

  await send(await idp.logoutToken({ sub: 'ada', sid: 'phone' }));
  expect(await areValid(laptop, phone, withoutSid, other)).toEqual([false, false, true, true]);

  await send(await idp.logoutToken({ sub: 'ada' }));
  expect(await areValid(laptop, phone, withoutSid, other)).toEqual([false, false, false, true]);

  await new Promise((resolve) => setTimeout(resolve, 20));
  const base = { tenant: 'default', provider: 'okta', actor: 'provider:okta', reason: 'back-channel logout' };
  const { id: userId } = laptop;
  expect(ended).toEqual([
    { ...base, userId: null, sid: 'laptop' },
    { ...base, userId, sid: 'phone' },
    { ...base, userId, sid: null },
  ]);
  expect(await harness.audit('sessionsEnded')).toMatchObject([
    { user: null, provider: 'okta', details: { sid: 'laptop' } },
    { user: userId, details: { sid: 'phone' } },
    { user: userId, details: { reason: 'back-channel logout' } },
  ]);
});

test('a new sign-in is not affected, and one of the same session at the provider does not survive', async () => {
  const token = await idp.logoutToken({ sid: 'laptop' });
  await send(token);
  expect(await areValid(await signIn('ada', 'laptop'), await signIn('ada', 'other'))).toEqual([false, true]);
});

test('nothing else ends: no user of another tenant, provider or issuer', async () => {
  const sessions = [
    await signIn('ada', 'laptop', 'globex'),
    await openSession(
      jit,
      (
        await jit.provision(identity('ada', [], { attributes: { groups: [], sid: 'laptop' } }), {
          provider: 'entra',
          tenant: 'acme',
        })
      ).user!,
    ),
  ];
  const { user } = await jit.provision(
    identity('cleo', [], { issuer: 'https://other.example.com', attributes: { groups: [], sid: 'cleo' } }),
    { provider: 'okta' },
  );
  sessions.push(await openSession(jit, user!));
  for (const claims of [{ sub: 'ada' }, { sid: 'laptop' }, { sub: 'cleo' }, { sub: 'unknown' }])
    expect(await send(await idp.logoutToken(claims))).toMatchObject({ status: 200, text: '' });
  expect(await areValid(...sessions)).toEqual([true, true, true]);
  expect(await harness.audit('tokenRefused')).toMatchObject([{ details: { code: 'subject_unknown' } }]);
});

test('a token that arrives twice counts once', async () => {
  const token = await idp.logoutToken({ sub: 'ada' });
  await signIn('ada');
  expect((await send(token)).status).toBe(200);
  const session = await signIn('ada');
  expect(await send(token)).toMatchObject({
    status: 400,
    text: '{"error":"invalid_request","error_description":"The token was received before (jti)."}',
  });
  expect(await areValid(session)).toEqual([true]);
});

test('a request is one statement, with a sid and without, whatever has been ended', async () => {
  const [withSid, without] = [await signIn('ada', 'laptop'), await signIn('bo')];
  await send(await idp.logoutToken({ sid: 'other' }));
  const statements = logQueries(harness.dataSource);
  expect(await areValid(withSid)).toEqual([true]);
  expect(statements).toHaveLength(1);
  expect(statements[0]!.sql).toContain('jit_terminated_sessions');
  expect(await areValid(without)).toEqual([true]);
  expect(statements).toHaveLength(2);
  expect(statements[1]!.sql).not.toContain('jit_terminated_sessions');
});

test('a session with a sid is invalid after maxSessionAge, and its row is deleted some time later', async () => {
  const now = Date.now();
  jit = harness.reconfigured({ maxSessionAge: '2d' });
  url = await serve();
  const [session, without] = [await signIn('ada', 'laptop'), await signIn('ada')];
  await send(await idp.logoutToken({ sid: 'gone' }));
  setClock(now + 2 * DAY - 60_000);
  expect(await areValid(session, without)).toEqual([true, true]);
  setClock(now + 2 * DAY + 60_000);
  expect(await areValid(session, without)).toEqual([false, true]);
  setClock(now + 4 * DAY);
  await send(await idp.logoutToken({ sid: 'next' }));
  expect(await harness.dataSource.manager.count(entities.TerminatedSession)).toBe(1);
  expect(await harness.dataSource.manager.count(entities.ReceivedToken)).toBe(1);
});

test.each([undefined, null, 'x', NaN])('a session with a sid that began at %p is invalid', async (since) => {
  const session = await signIn('ada', 'laptop');
  Object.assign(session.providerSession!, { since });
  expect(await areValid(session)).toEqual([false]);
});

test('beyond 100,000 sessions of a tenant, all sessions of the provider end', async () => {
  const sessions = [await signIn('ada', 'laptop'), await signIn('bo')];
  const { manager } = harness.dataSource;
  const expiresAt = new Date(Date.now() + DAY);
  for (let i = 0; i < 100; i += 1)
    await manager.insert(
      entities.TerminatedSession,
      Array.from({ length: 1000 }, (_, k) => ({
        ...{ tenant: 'default', provider: 'okta', expiresAt },
        sidHash: `${i}-${k}`,
      })),
    );
  expect(await areValid(...sessions)).toEqual([true, true]);
  expect((await send(await idp.logoutToken({ sid: 'one more' }))).status).toBe(200);
  expect(await areValid(...sessions)).toEqual([false, false]);
  expect(await manager.count(entities.TerminatedSession)).toBe(0);
});

describe.each([
  ['Express 4', express4],
  ['Express 5', express5],
])('with %s', (_, express) => {
  test.each<[string, express5.RequestHandler[]]>([
    ['no parser', []],
    ['a parser for forms', [express.urlencoded({ extended: false })]],
    ['a parser for other bodies', [express.json()]],
    ['a parser for text', [express.text({ type: () => true })]],
    ['a parser for bytes', [express.raw({ type: () => true })]],
  ])('and %s', async (_what, before) => {
    const app = await serve(express, before);
    const session = await signIn('ada', 'laptop');
    expect((await send(await idp.logoutToken({ sid: 'laptop' }), app)).status).toBe(200);
    expect(await areValid(session)).toEqual([false]);
  });
});

test('options may be functions of the request', async () => {
  const app = express5();
  const { issuer, audience, jwks } = endpointOptions(idp);
  const known = { acme: issuer } as Record<string, string>;
  app.post(
    '/:tenant/logout',
    jit.backChannelLogout({
      provider: () => 'okta',
      tenant: ({ params }) => params.tenant,
      issuer: ({ params }) => known[String(params.tenant)],
      audience: async () => [audience, 'another'],
      jwks: () => new URL(jwks),
    }),
  );
  const base = await listen(app);
  const [acme, globex] = [await signIn('ada', 'a', 'acme'), await signIn('ada', 'a', 'globex')];
  expect((await send(await idp.logoutToken({ sub: 'ada' }), `${base}/acme`)).status).toBe(200);
  expect(await send(await idp.logoutToken({ sub: 'ada' }), `${base}/globex`)).toMatchObject({
    status: 400,
    text: expect.stringContaining('not known here'),
  });
  expect(await areValid(acme, globex)).toEqual([false, true]);
});

test.each<[string, object, string[]]>([
  ['nothing', {}, ['provider', 'issuer', 'audience', 'jwks']],
  ['keys over plain HTTP', { jwks: 'http://idp.example.com/keys' }, ['jwks']],
  ['keys that are no set', { jwks: { keys: 'x' } }, ['jwks']],
  ['no audience', { audience: [] }, ['audience']],
  ['an unknown option', { jwksUri: 'https://idp.example.com' }, ['jwksUri']],
])('options with %s are refused at once', (_what, options, paths) => {
  const valid = Object.keys(options).length === 0 ? {} : endpointOptions(idp);
  for (const name of ['backChannelLogout', 'revokeTokens', 'securityEvents'] as const) {
    const faults = paths.map((path) => expect.objectContaining({ path }));
    expect(() => jit[name]({ ...valid, ...options } as never)).toThrow(
      expect.objectContaining({ code: 'options_invalid', faults }),
    );
  }
});
