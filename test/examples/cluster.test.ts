import { Client } from 'pg';
import { Browser } from '../support/http/browser';
import { listen } from '../support/http/listen';
import { startPostgres, type Postgres } from '../support/databases/postgres-server';
import { MAPPING } from '../support/harness/harness';
import { Cluster, instanceOf, fromEveryInstance, until } from '../support/processes/cluster';
import { runExample } from '../support/processes/run-example';

let postgres: Postgres;
let database: Client;
let cluster: Cluster;

beforeAll(async () => {
  postgres = await startPostgres();
  const { database: name } = await postgres.createDatabase();
  const url = postgres.url.replace(/postgres$/, name);
  database = new Client({ connectionString: url });
  await database.connect();
  // A busy machine takes its time, and a request that is held on purpose must not end before it is let go.
  cluster = await Cluster.start({ DATABASE_URL: url, LOCK_TIMEOUT: '60000', STATEMENT_TIMEOUT: '60000' });
});

afterAll(async () => {
  await cluster?.stop();
  await database?.end();
  await postgres?.stop();
});

describe.each(['acme', 'globex'] as const)('signed in through %s', (provider) => {
  test('a login that began on one instance ends on another', async () => {
    let crossed = false;
    for (let attempt = 0; attempt < 50 && !crossed; attempt += 1) {
      const { page, instances } = await cluster.signIn(provider, 'bo');
      expect([page.status, page.url]).toEqual([200, `${cluster.url}/`]);
      expect(page.body).toContain(`bo@${provider}.example`);
      const [began, ended] = instances;
      crossed = began !== ended;
    }
    expect(crossed).toBe(true);
  });

  test('who signed in on one is known on all, and signed out on all', async () => {
    const { browser, page } = await cluster.signIn(provider, 'cy');
    const answers = await fromEveryInstance(() => cluster.getAs(browser));
    for (const { body } of answers.values()) {
      expect(body).toContain(`cy@${provider}.example`);
      expect(body).toContain('VIEWER of Incident Response');
    }
    await browser.submit(page);
    for (const { body } of (await fromEveryInstance(() => cluster.getAs(browser))).values()) {
      expect(body).toContain('<h1>Sign in</h1>');
    }
  });
});

test('a planted session id is invalid after a sign-in', async () => {
  const [attacker, victim] = [new Browser(), new Browser()];
  await attacker.get(`${cluster.url}/login/globex`);
  await victim.jar.setCookie(await attacker.jar.getCookieString(cluster.url), cluster.url);
  const { page } = await cluster.signIn('globex', 'bo', victim);
  expect(page.body).toContain('bo@globex.example');
  for (const { body } of (await fromEveryInstance(() => cluster.getAs(attacker))).values()) {
    expect(body).toContain('<h1>Sign in</h1>');
  }
});

describe('a SAML response', () => {
  const send = async ({ action, fields }: { action: string; fields: Record<string, string> }) => {
    const browser = new Browser();
    const { status, body } = await browser.post(action, fields);
    return { instance: instanceOf(browser.answers[0]!.headers), status, body };
  };

  test('that was used is refused on every instance', async () => {
    const answer = await cluster.samlResponse('bo');
    const { body } = await send(answer);
    expect(body).toContain('bo@acme.example');
    const again = await fromEveryInstance(() => send(answer));
    expect([...again.values()].map(({ status }) => status)).toEqual([500, 500, 500]);
    expect(again.get(answer.requestedBy)!.body).not.toContain('bo@acme.example');
    expect(cluster.output()).toContain('InResponseTo is not valid');
  });

  test('that comes twenty times at once signs in once', async () => {
    const answer = await cluster.samlResponse('bo');
    const all = await Promise.all(Array.from({ length: 20 }, () => send(answer)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ status }) => status === 500)).toHaveLength(19);
  });
});

test('settings that are changed through one instance count on all at the very next sign-in', async () => {
  const { browser: owner } = await cluster.signIn('acme', 'ada');
  const { headers } = await cluster.get('/admin/settings', {
    cookie: await owner.jar.getCookieString(cluster.url),
  });
  const [administrators, , ...others] = MAPPING.mappings;
  const managers = { group_name: 'Managers', team_name: 'Incident Response', role_name: 'TEAM_ADMIN' };
  const mapping = { ...MAPPING, mappings: [administrators, managers, ...others] };
  const saved = await cluster.change(owner, 'PUT', '/settings', { mapping }, headers.get('etag')!);
  expect(saved.status).toBe(200);

  const signIns = await fromEveryInstance(async () => {
    // A sign-in is three requests, and there are three instances: without one more, the same would end them all.
    await cluster.get('/healthz');
    const { page, instances } = await cluster.signIn('globex', 'bo');
    return { instance: instances[1]!, body: page.body };
  });
  expect([...signIns.keys()]).toContain(saved.instance);
  for (const { body } of signIns.values()) expect(body).toContain('TEAM_ADMIN of Incident Response');
});

test('a user who is deactivated through one instance is out on all', async () => {
  const { browser: owner } = await cluster.signIn('acme', 'ada');
  const { browser: di } = await cluster.signIn('acme', 'di');
  const { body } = await cluster.getAs(owner, '/admin/users?search=di@acme.example');
  const [{ id }] = JSON.parse(body).items;
  for (const { body } of (await fromEveryInstance(() => cluster.getAs(di))).values()) {
    expect(body).toContain('di@acme.example');
  }
  expect(await cluster.change(owner, 'POST', `/users/${id}/deactivate`, {})).toMatchObject({ status: 200 });
  for (const { body } of (await fromEveryInstance(() => cluster.getAs(di))).values()) {
    expect(body).toContain('<h1>Sign in</h1>');
  }
  expect((await cluster.signIn('acme', 'di')).page.status).toBe(403);
});

test('a killed instance is replaced, and no user is signed out by it', async () => {
  const { browser } = await cluster.signIn('globex', 'cy');
  const before = [...(await fromEveryInstance(() => cluster.get('/healthz'))).keys()];
  const [killed] = before;
  process.kill(killed!, 'SIGKILL');
  await until(() => cluster.output().includes(`Instance ${killed} ended (SIGKILL)`));
  for (let asked = 0; asked < 6; asked += 1) {
    expect((await cluster.getAs(browser)).body).toContain('cy@globex.example');
  }
  await until(async () => !before.includes((await cluster.get('/healthz')).instance));
  const after = await fromEveryInstance(() => cluster.getAs(browser));
  expect([...after.keys()]).not.toContain(killed);
  for (const { body } of after.values()) expect(body).toContain('cy@globex.example');
});

test('while the database is away, the instances say so, and live on', async () => {
  const before = [...(await fromEveryInstance(() => cluster.get('/healthz'))).keys()].sort();
  const { browser } = await cluster.signIn('globex', 'cy');
  await allowConnections(false);
  const away = await fromEveryInstance(() => cluster.get('/readyz'));
  expect([...away.values()].map(({ status }) => status)).toEqual([503, 503, 503]);
  expect((await cluster.get('/healthz')).status).toBe(200);
  expect((await cluster.get('/login/acme')).status).toBe(500);
  expect((await cluster.getAs(browser)).status).toBe(500);

  await allowConnections(true);
  const back = await fromEveryInstance(() => cluster.get('/readyz'));
  expect([...back.values()].map(({ status }) => status)).toEqual([200, 200, 200]);
  expect([...back.keys()].sort()).toEqual(before);
  expect((await cluster.getAs(browser)).body).toContain('cy@globex.example');
});

test('on SIGTERM, open requests are answered and all instances end', async () => {
  const { browser } = await cluster.signIn('globex', 'cy');
  const instances = [...(await fromEveryInstance(() => cluster.get('/healthz'))).keys()];
  // So that a request is on its way for as long as the test likes.
  await database.query('BEGIN; LOCK TABLE session');
  const asked = cluster.getAs(browser);
  await until(async () => (await waiting()) > 0);
  cluster.signal('SIGTERM');
  await until(refusesConnections);
  await database.query('COMMIT');
  expect((await asked).body).toContain('cy@globex.example');
  expect(await cluster.exitCode()).toBe(0);
  for (const instance of instances) expect(() => process.kill(instance, 0)).toThrow('ESRCH');
});

test('needs nothing but itself, and is told by the proxy before it what the browser uses', async () => {
  const own = await Cluster.start({ PUBLIC_URL: 'https://app.example.com' });
  const byTls = await own.get('/login/globex', { 'x-forwarded-proto': 'https' });
  const { origin, searchParams } = new URL(byTls.headers.get('location')!);
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(searchParams.get('redirect_uri')).toBe('https://app.example.com/callback/globex');
  expect(byTls.headers.get('set-cookie')).toMatch(/^cluster\.sid=.*; HttpOnly; Secure; SameSite=Lax$/);
  expect((await own.get('/login/globex')).headers.get('set-cookie')).toBeNull();
  own.signal('SIGINT');
  expect(await own.exitCode()).toBe(0);
});

test('says in one sentence that the port is taken', async () => {
  const { port } = new URL(await listen(() => {}));
  const { code, errors } = await runExample('cluster', { PORT: port }).ended;
  expect(code).toBe(1);
  expect(errors).toBe(`Port ${port} is taken. Choose another one, for instance PORT=${Number(port) + 1}.\n`);
});

/** As if the database were away: existing connections are closed, and new ones are refused. */
async function allowConnections(allowed: boolean): Promise<void> {
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  const { rows } = await database.query('SELECT current_database() AS name, pg_backend_pid() AS own');
  const [{ name, own }] = rows;
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${allowed}`);
  const others = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> $2';
  if (!allowed) await admin.query(others, [name, own]);
  await admin.end();
}

/** How many statements wait for the lock on the sessions. */
async function waiting(): Promise<number> {
  const locks =
    "SELECT count(*)::int AS n FROM pg_locks WHERE relation = 'session'::regclass AND NOT granted";
  const { rows } = await database.query<{ n: number }>(locks);
  return rows[0]!.n;
}

/** A request of that moment is accepted but gets no response, so the test does not wait for one. */
function refusesConnections(): Promise<boolean> {
  const signal = AbortSignal.timeout(500);
  return fetch(`${cluster.url}/healthz`, { signal }).then(() => false, isRefused);
}

function isRefused(error: Error & { cause?: { code?: string } }): boolean {
  return error.cause?.code === 'ECONNREFUSED';
}
