import express from 'express';
import type { JWTPayload } from 'jose';
import { entities, type Provisioning, type SessionUser } from 'passport-jit';
import { identity, openHarness, type Harness } from '../support/harness/harness';
import { isValidSession, openSession } from '../support/harness/sessions';
import { listen } from '../support/http/listen';
import { endpointOptions, startTokenIssuer, type TokenIssuer } from '../support/tokens/token-issuer';

const CAEP = 'https://schemas.openid.net/secevent/caep/event-type';
const RISC = 'https://schemas.openid.net/secevent/risc/event-type';

let harness: Harness;
let jit: Provisioning;
let idp: TokenIssuer;
let url: string;
let session: SessionUser;
beforeEach(async () => {
  harness = await openHarness({ breakGlass: [{ email: 'root@example.com' }] });
  ({ jit } = harness);
  idp = await startTokenIssuer();
  const app = express();
  app.post('/events', jit.securityEvents(endpointOptions(idp)));
  app.get(
    '/reports',
    (req, _res, next) => {
      jit.deserializeUser(session, (error, user) => next(error ?? void Object.assign(req, { user })));
    },
    jit.requireFreshSync({ maxAge: '8h' }),
    (_req, res) => void res.json({}),
  );
  url = await listen(app);
  session = await signIn('ada');
});
afterEach(() => harness.close());

async function signIn(subject: string, groups = ['Everyone']): Promise<SessionUser> {
  const { user } = await jit.provision(
    identity(subject, groups, { emailVerified: true, attributes: { groups, sid: `sid of ${subject}` } }),
    { provider: 'okta' },
  );
  return openSession(jit, user!);
}

const subject = (sub = 'ada') => ({ format: 'iss_sub', iss: idp.issuer, sub });
const push = async (token: string, contentType = 'application/secevent+jwt') => {
  const response = await fetch(`${url}/events`, {
    method: 'POST',
    body: token,
    headers: { 'content-type': contentType, accept: 'application/json' },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const set = (uri: string, claims: JWTPayload = {}, event: object = {}) =>
  idp.sign('secevent+jwt', {
    claims: { exp: undefined, sub_id: subject(), events: { [uri]: event }, ...claims },
  });
const userOf = (email: string) => harness.dataSource.manager.findOneByOrFail(entities.User, { email });
const ada = () => userOf('ada@example.com');

test.each<[string, () => Promise<string>]>([
  ['session-revoked', () => set(`${CAEP}/session-revoked`)],
  ['sessions-revoked of RISC', () => set(`${RISC}/sessions-revoked`)],
  [
    'a subject with members',
    () => set(`${CAEP}/session-revoked`, { sub_id: { format: 'complex', user: subject() } }),
  ],
  [
    'the session alone',
    () =>
      set(`${CAEP}/session-revoked`, {
        sub_id: { format: 'complex', session: { format: 'opaque', id: 'sid of ada' } },
      }),
  ],
  [
    'a subject of the event, as in older drafts',
    () =>
      set(
        `${CAEP}/session-revoked`,
        { sub_id: undefined },
        { subject: { subject_type: 'iss-sub', iss: idp.issuer, sub: 'ada' } },
      ),
  ],
  ['the claim sub', () => set(`${CAEP}/session-revoked`, { sub_id: undefined, sub: 'ada' })],
])('sessions end by %s', async (_what, make) => {
  const other = await signIn('bo');
  const { status, text } = await push(await make());
  expect([status, text]).toEqual([202, '']);
  expect([await isValidSession(jit, session), await isValidSession(jit, other)]).toEqual([false, true]);
});

test('token-claims-change sends the user back to sign in, who is then synced', async () => {
  const reports = async () => (await fetch(`${url}/reports`)).status;
  expect(await reports()).toBe(200);
  expect((await push(await set(`${CAEP}/token-claims-change`))).status).toBe(202);
  expect(await reports()).toBe(401);
  expect(await isValidSession(jit, session)).toBe(true);
  expect(await harness.audit('syncExpired')).toMatchObject([{ actor: 'provider:okta', provider: 'okta' }]);
  session = await signIn('ada');
  expect(await reports()).toBe(200);
});

test('account-disabled deactivates, and account-enabled undoes that', async () => {
  const events: string[] = [];
  jit.on('deactivated', ({ actor, reason }) => void events.push(`${actor}: ${reason}`));
  jit.on('activated', ({ actor }) => void events.push(actor));
  await push(await set(`${RISC}/account-disabled`));
  expect(await ada()).toMatchObject({ active: false, deactivatedBy: 'provider:okta' });
  expect(await isValidSession(jit, session)).toBe(false);
  await push(await set(`${RISC}/account-enabled`));
  expect(await ada()).toMatchObject({ active: true, deactivatedBy: null });
  expect(await isValidSession(jit, session)).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(events).toEqual(['provider:okta: account-disabled', 'provider:okta']);
});

test('account-enabled undoes no deactivation by an administrator, also not a later one', async () => {
  const { id: userId } = await ada();
  await jit.deactivate({ userId, actor: 'hr@example.com' });
  await push(await set(`${RISC}/account-enabled`));
  expect(await ada()).toMatchObject({ active: false, deactivatedBy: 'hr@example.com' });
  await jit.activate({ userId, actor: 'hr@example.com' });
  await push(await set(`${RISC}/account-disabled`));
  await jit.deactivate({ userId, actor: 'hr@example.com' });
  await push(await set(`${RISC}/account-enabled`));
  expect(await ada()).toMatchObject({ active: false, deactivatedBy: 'hr@example.com' });
  expect(await harness.audit('skipped')).toHaveLength(2);
});

test('account-disabled also deactivates the last owner, and never a break-glass user', async () => {
  await signIn('owner', ['Administrators']);
  await signIn('root');
  const lastOwner: boolean[] = [];
  jit.on('deactivated', (event) => void lastOwner.push(event.lastOwner));
  for (const sub of ['owner', 'root'])
    await push(await set(`${RISC}/account-disabled`, { sub_id: subject(sub) }));
  expect(await userOf('owner@example.com')).toMatchObject({ active: false, tenantOwner: true });
  expect(await userOf('root@example.com')).toMatchObject({ active: true });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(lastOwner).toEqual([true]);
  expect(await harness.audit('skipped')).toMatchObject([{ details: { notes: [{ kind: 'breakGlass' }] } }]);
});

test('a token that arrives again is acknowledged, and does nothing', async () => {
  const token = await set(`${RISC}/account-enabled`);
  await push(token);
  await push(await set(`${RISC}/account-disabled`));
  expect((await push(token)).status).toBe(202);
  expect(await ada()).toMatchObject({ active: false });
});

test.each<[string, () => Promise<string>]>([
  [
    'an event that is not known',
    () => set('https://schemas.openid.net/secevent/ssf/event-type/verification'),
  ],
  ['a user who is not known', () => set(`${CAEP}/session-revoked`, { sub_id: subject('no user') })],
  [
    'a user of another issuer',
    () =>
      set(`${CAEP}/session-revoked`, {
        sub_id: { format: 'iss_sub', iss: 'https://other.example.com', sub: 'ada' },
      }),
  ],
])('%s is received, and does nothing', async (_what, make) => {
  expect(await push(await make())).toMatchObject({ status: 202, text: '' });
  expect(await isValidSession(jit, session)).toBe(true);
});

test.each<[string, string, () => Promise<string>, string?]>([
  [
    'another issuer',
    'invalid_issuer',
    () => set(`${CAEP}/session-revoked`, { iss: 'https://evil.example.com' }),
  ],
  ['another audience', 'invalid_audience', () => set(`${CAEP}/session-revoked`, { aud: 'other' })],
  [
    'an unknown key',
    'invalid_key',
    () => idp.sign('secevent+jwt', { header: { kid: 'other' }, claims: { events: {} } }),
  ],
  [
    'a wrong signature',
    'authentication_failed',
    async () => (await set(`${CAEP}/session-revoked`)).replace(/.{8}$/, 'AAAAAAAA'),
  ],
  ['a logout token', 'invalid_request', () => idp.logoutToken({ sub: 'ada' })],
  ['no events', 'invalid_request', () => set(`${CAEP}/session-revoked`, { events: {} })],
  ['no subject', 'invalid_request', () => set(`${CAEP}/session-revoked`, { sub_id: undefined })],
  ['another media type', 'invalid_request', () => set(`${CAEP}/session-revoked`), 'application/jwt'],
  ['a time long ago', 'invalid_request', () => set(`${CAEP}/session-revoked`, { iat: 1_600_000_000 })],
])('%s is refused with %s', async (_what, err, make, contentType = 'application/secevent+jwt') => {
  const { status, headers, text } = await push(await make(), contentType);
  expect([status, headers.get('content-language')]).toEqual([400, 'en']);
  expect(JSON.parse(text)).toEqual({ err, description: expect.any(String) });
  expect(await isValidSession(jit, session)).toBe(true);
});
