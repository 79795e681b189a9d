import express from 'express';
import session, { MemoryStore } from 'express-session';
import connectPgSimple from 'connect-pg-simple';
import { createProvisioning, type Provisioning } from 'passport-jit';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { demoDirectory } from '../../examples/demo/idp/directory';
import { startOidcProvider } from '../../examples/demo/idp/oidc-provider';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { createDatabase } from '../support/databases/create-database';
import { createTeams, identity, MAPPING, openDatabase } from '../support/harness/harness';
import { isValidSession, openSession } from '../support/harness/sessions';
import { Browser } from '../support/http/browser';
import { closeAfterTest, listen } from '../support/http/listen';
import {
  openIDClientStrategy,
  openIDConnectStrategy,
} from '../support/identity-providers/identity-providers';
import { AUDIENCE, endpointOptions, startTokenIssuer } from '../support/tokens/token-issuer';

/*
 * Three instances of an app on one PostgreSQL, each with a data source of its own.
 */
/** `REVOCATIONS=1000` has more of them, and takes minutes. */
const ROUNDS = Number(process.env.REVOCATIONS ?? 30);

let options: Awaited<ReturnType<typeof createDatabase>>;
let dataSources: DataSource[];
let instances: Provisioning[];
beforeEach(async () => {
  options = await createDatabase();
  dataSources = [];
  for (let i = 0; i < 3; i += 1) dataSources.push(await openDatabase({ ...options, synchronize: i === 0 }));
  await createTeams(dataSources[0]!);
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
  instances = dataSources.map((dataSource) => createProvisioning({ dataSource, settings }));
});
afterEach(async () => {
  for (const dataSource of dataSources.reverse()) await dataSource.destroy();
});

describe.each(['memory', 'PostgreSQL'])('with sessions in %s', (kind) => {
  test.each(['passport-openidconnect', 'openid-client'])(
    'a logout token of oidc-provider, for a sign-in by %s, ends the session on every instance',
    async (name) => {
      // The instances share their session store.
      const store = kind === 'memory' ? new MemoryStore() : await postgresStore();
      const keepSession = session({ secret: 'test', resave: false, saveUninitialized: false, store });
      const apps: PassportApp[] = [];
      for (const jit of instances) apps.push(await startPassportApp(jit, { session: keepSession }));
      const logout = express();
      const logoutUrl = await listen(logout);
      const answers: number[] = [];
      const idp = await closeAfterTest(
        startOidcProvider({
          directory: demoDirectory('acme.example'),
          clients: [
            {
              id: 'app',
              secret: 'app-secret',
              redirectUris: [apps[0]!.callbackUrl('idp')],
              backChannelLogoutUri: `${logoutUrl}/logout`,
            },
          ],
        }),
      );
      logout.post(
        '/logout',
        (_req, res, next) => {
          res.on('finish', () => answers.push(res.statusCode));
          next();
        },
        // The instance that receives the token is another one than the one of the sign-in.
        instances[1]!.backChannelLogout({
          ...{ provider: 'idp', issuer: idp.url, audience: 'app', jwks: `${idp.url}/jwks` },
        }),
      );
      const callback = apps[0]!.callbackUrl('idp');
      const strategy =
        name === 'openid-client'
          ? await openIDClientStrategy(idp, callback)
          : openIDConnectStrategy(idp, callback);
      apps[0]!.use('idp', instances[0]!.wrap(strategy as never, { provider: 'idp' }));

      const browser = new Browser();
      const person = [...idp.directory.keys()][0]!;
      expect((await apps[0]!.signIn('idp', person, browser)).status).toBe(200);
      const cookie = await browser.jar.getCookieString(apps[0]!.url);
      const usersOf = () =>
        Promise.all(
          apps.map(async ({ url }) => {
            const response = await fetch(`${url}/me`, { headers: { cookie } });
            return ((await response.json()) as { user: unknown }).user !== null;
          }),
        );
      expect(await usersOf()).toEqual([true, true, true]);
      const page = await browser.get(`${idp.url}/session/end?client_id=app`);
      await browser.submit(page, { logout: 'yes' }, 'xsrf');
      expect(answers).toEqual([200]);
      expect(await usersOf()).toEqual([false, false, false]);
    },
  );
});

async function postgresStore(): Promise<session.Store> {
  const { host, port, username, password, database } = options as unknown as Record<string, never>;
  const pool = new Pool({ host, port, user: username, password, database });
  await closeAfterTest(Promise.resolve({ close: () => pool.end() }));
  const PgStore = connectPgSimple(session);
  return new PgStore({ pool, createTableIfMissing: true, pruneSessionInterval: false });
}

test('a token that reaches all instances at the same moment counts once', async () => {
  const idp = await startTokenIssuer();
  const urls = [];
  for (const jit of instances) {
    const app = express();
    app.post('/logout', jit.backChannelLogout({ ...endpointOptions(idp), audience: AUDIENCE }));
    urls.push(await listen(app));
  }
  await instances[0]!.provision(identity('ada', ['Everyone']), { provider: 'okta' });
  for (let round = 0; round < 5; round += 1) {
    const token = await idp.logoutToken({ sub: 'ada' });
    const statuses = await Promise.all(
      [...urls, ...urls].map(async (url) => {
        const body = new URLSearchParams({ logout_token: token });
        return (await fetch(`${url}/logout`, { method: 'POST', body })).status;
      }),
    );
    expect(statuses.sort()).toEqual([200, 400, 400, 400, 400, 400]);
  }
});

test(
  'no request that begins after the answer to its revocation has a user',
  async () => {
    const idp = await startTokenIssuer();
    const urls: string[] = [];
    for (const jit of instances) {
      const app = express();
      app.post('/logout', jit.backChannelLogout(endpointOptions(idp)));
      urls.push(await listen(app));
    }
    const revoked = new Set<string>();
    const sessions = new Map<string, unknown>();
    let checked = 0;
    let running = true;
    const served: string[] = [];
    const client = async (start: number) => {
      for (let i = start; running; i += 1) {
        const known = [...sessions.keys()];
        const sid = known[(i * 7) % Math.max(1, known.length)];
        if (sid === undefined) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          continue;
        }
        const wasRevoked = revoked.has(sid);
        const isValid = await isValidSession(instances[i % 3]!, sessions.get(sid));
        if (wasRevoked) checked += 1;
        if (wasRevoked && isValid) served.push(sid);
      }
    };
    const clients = Array.from({ length: 32 }, (_, i) => client(i));
    const { user } = await instances[0]!.provision(identity('ada', ['Everyone']), { provider: 'okta' });
    const base = await openSession(instances[0]!, user!);
    for (let i = 0; i < ROUNDS; i += 1) {
      const sid = `sid ${i}`;
      sessions.set(sid, { ...base, providerSession: { sid, since: Date.now() } });
      const body = new URLSearchParams({ logout_token: await idp.logoutToken({ sid }) });
      const { status } = await fetch(`${urls[i % 3]}/logout`, { method: 'POST', body });
      expect(status).toBe(200);
      revoked.add(sid);
    }
    running = false;
    await Promise.all(clients);
    expect(served).toEqual([]);
    expect(checked).toBeGreaterThan(ROUNDS / 10);
  },
  60_000 + ROUNDS * 1000,
);
