import { urlencoded } from 'express';
import { entities } from 'passport-jit';
import { Browser } from '../support/http/browser';
import { openHarness, type Harness } from '../support/harness/harness';
import { logQueries } from '../support/databases/query-log';
import { startPassportApp, type PassportApp } from '../support/apps/passport-app';
import { QueryStrategy } from '../support/strategies/custom-strategy';

let harness: Harness;
let app: PassportApp;
let browser: Browser;
let id: string;

beforeEach(async () => {
  harness = await openHarness();
  app = await startPassportApp(harness.jit, {
    routes: (routes) => {
      routes.get('/plant', (req, res) => {
        Object.assign(req.session, {
          passport: { user: JSON.parse(req.query['user'] as string) as unknown },
        });
        res.json({});
      });
      routes.post('/rename', urlencoded({ extended: false }), (req, res, next) => {
        const user = Object.assign(req.user!, { firstName: (req.body as { to: string }).to });
        harness.dataSource.manager.save(user).then(() => res.json({}), next);
      });
      routes.get('/class', (req, res) => void res.json(req.user instanceof entities.User));
      routes.get('/session', (req, res) => void res.json(req.session));
    },
  });
  app.use('okta', harness.jit.wrap(new QueryStrategy(), { provider: 'okta' }));
  browser = new Browser();
  const groups = 'Administrators,Everyone,Phishing,Auditors';
  const page = await browser.get(`${app.callbackUrl('okta')}?as=ada&groups=${groups}`);
  id = (JSON.parse(page.body) as { user: { id: string } }).user.id;
});
afterEach(() => harness.close());

test('req.user is the user with teams, roles, case groups and permissions', async () => {
  const { user } = await app.me(browser);
  expect(user).toMatchObject({
    id,
    tenantOwner: true,
    memberships: expect.arrayContaining([
      expect.objectContaining({ role: 'TEAM_ADMIN', team: expect.objectContaining({ name: 'Analytics' }) }),
      expect.objectContaining({
        role: 'VIEWER',
        team: expect.objectContaining({ name: 'Incident Response' }),
      }),
    ]),
    caseGroupMemberships: [
      { role: 'EDITOR', caseGroup: { name: 'Phishing', team: { name: 'Incident Response' } } },
    ],
    tenantPermissions: [{ permission: 'AUDIT_LOG_READ' }],
  });
  expect((await browser.get(`${app.url}/class`)).body).toBe('true');
});

test('a change is visible at the next request', async () => {
  await harness.signIn('root', ['Administrators']);
  await harness.signIn('ada', ['Managers']);
  const { user } = await app.me(browser);
  expect(user).toMatchObject({
    tenantOwner: false,
    memberships: [{ role: 'EDITOR' }],
    tenantPermissions: [],
  });
});

test('the app may save req.user, which writes only what the app changed', async () => {
  const page = await browser.post(`${app.url}/rename`, { to: 'Augusta' });
  expect(page.status).toBe(200);
  expect((await app.me(browser)).user).toMatchObject({ firstName: 'Augusta', lastName: 'Example' });
  expect(await harness.grants('ada')).toHaveLength(5);
});

test('the session has only the id and timestamps of the user', async () => {
  const { body } = await browser.get(`${app.url}/session`);
  const { user } = (JSON.parse(body) as { passport: { user: object } }).passport;
  expect(user).toMatchObject({ id });
  expect(JSON.stringify(user)).not.toMatch(/ada|example|Everyone|Analytics/);
});

test('a user who is deactivated ends the session for good', async () => {
  await harness.dataSource.manager.update(entities.User, { id }, { active: false });
  expect(await app.me(browser)).toMatchObject({ status: 200, text: '{"user":null}' });
  await harness.dataSource.manager.update(entities.User, { id }, { active: true });
  expect((await app.me(browser)).user).toBeUndefined();
});

test('the session of a deleted user ends', async () => {
  await harness.dataSource.query('DELETE FROM jit_users');
  expect(await app.me(browser)).toMatchObject({ status: 200, text: '{"user":null}' });
});

test.each([
  '7',
  'true',
  '"ada"',
  '[]',
  '{}',
  '{"id":7}',
  '{"id":null}',
  '{"id":["x"]}',
  '{"id":{"$ne":null}}',
  '{"id":"\' OR 1=1 --"}',
  '{"id":"00000000-0000-0000-0000-000000000000"}',
  '"00000000-0000-0000-0000-000000000000"',
])('a session that contains %s has no user, and is not an error', async (user) => {
  const visitor = new Browser();
  await visitor.get(`${app.url}/plant?user=${encodeURIComponent(user)}`);
  const asked = logQueries(harness.dataSource);
  expect(await app.me(visitor)).toMatchObject({ status: 200, text: '{"user":null}' });
  // Databases with a type for ids fail at being asked for anything else.
  expect(asked).toHaveLength(user.includes('0000') ? 1 : 0);
});

test.each(['"ID"', '{"id":"ID"}', '{"id":"ID","syncedAt":"never"}', '{"id":"ID","syncedAt":1e99}'])(
  'a session with %s in it is the user',
  async (user) => {
    const visitor = new Browser();
    await visitor.get(`${app.url}/plant?user=${encodeURIComponent(user.replace('ID', id))}`);
    expect((await app.me(visitor)).user).toMatchObject({ id, email: 'ada@example.com' });
  },
);

test.each([[{}], [{ id: 7 }], [{ nameID: 'ada' }]])(
  '%j is no user to keep: an error says the fix',
  (user) => {
    const done = jest.fn();
    harness.jit.serializeUser(user, done);
    expect(done.mock.calls).toEqual([
      [expect.objectContaining({ message: expect.stringContaining('jit.wrap') })],
    ]);
  },
);
