import { urlencoded, json, Router, type RequestHandler } from 'express';
import express5 from 'express';
import express4 from 'express4';
import { entities } from 'passport-jit';
import { openHarness, type Harness } from '../support/harness/harness';
import { startGuardedRoutes } from '../support/apps/guarded-routes';

const JSON_BODY = { 'content-type': 'application/json' };
const FORM_BODY = { 'content-type': 'application/x-www-form-urlencoded' };
const PASSED = { status: 200, reached: true };

const LEAD_TO_A_ROUTE = [
  ['POST', '/teams/Analytics/members'],
  ['POST', '/teams/Analytics/members/'],
  ['POST', '/TEAMS/Analytics/Members'],
  ['POST', '/teams/Analytics/members?team=Own'],
  ['POST', '/teams/Analytics/members?'],
  ['POST', '/teams/%41nalytics/members'],
  ['POST', '/teams/Analytic%73/members/'],
  ['POST', '/teams/analytics/members'],
  ['POST', '/teams/Analytics%20/members'],
  ['POST', '/teams/Analytics%00/members'],
  ['POST', '/teams/%2541nalytics/members'],
  ['POST', '/teams/Own%2F..%2FAnalytics/members'],
  ['POST', '/teams/Analytics;team=Own/members'],
  ['POST', '/v1/teams/Analytics/members'],
  ['POST', '/v2/deep/teams/Analytics/members/'],
  ['POST', '/V2/Deep/TEAMS/Analytics/members'],
  ['GET', '/teams/Analytics/remove'],
  ['HEAD', '/teams/Analytics/remove'],
  ['HEAD', '/any/Analytics'],
  ['OPTIONS', '/any/Analytics'],
  ['PATCH', '/any/Analytics'],
] as const;

const LEAD_NOWHERE = [
  '/teams/Analytics/%6dembers',
  '/teams/Own/../Analytics/members',
  '/teams/./Analytics/members',
  '//teams/Analytics/members',
  '/teams//Analytics/members',
  '/teams/Analytics//members',
  '/teams/%/members',
  '/teams/%ff/members',
  'http://elsewhere.example/teams/Analytics/members',
];

const BODIES: [path: string, headers: Record<string, string>, body: string][] = [
  ['/json', JSON_BODY, '{"team":"Analytics"}'],
  ['/json', JSON_BODY, '{"team":"Own","team":"Analytics"}'],
  ['/json', JSON_BODY, '{"__proto__":{"team":"Own"}}'],
  ['/json', JSON_BODY, '{"constructor":{"prototype":{"team":"Own"}}}'],
  ['/json', JSON_BODY, '{"team":["Own"]}'],
  ['/json', JSON_BODY, '{"team":{"name":"Own"}}'],
  ['/json', JSON_BODY, '{"team":7}'],
  ['/json', JSON_BODY, '["Own"]'],
  ['/json', JSON_BODY, '{"team":"Own"'],
  ['/json', JSON_BODY, ''],
  ['/json', FORM_BODY, 'team=Own'],
  ['/json', { 'content-type': 'text/plain' }, '{"team":"Own"}'],
  ['/json', {}, '{"team":"Own"}'],
  ['/both', FORM_BODY, '__proto__[team]=Own'],
  ['/both', FORM_BODY, 'team[]=Own'],
  ['/both', FORM_BODY, 'team=Own&team=Analytics'],
  ['/both', FORM_BODY, 'team=Analytics&team=Own'],
  ['/both', FORM_BODY, 'team[name]=Own'],
  ['/both', FORM_BODY, 'team=Analytics'],
  ['/both', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
];

let harness: Harness;
afterEach(() => harness.close());

/** Like the package method-override: a header says which method is meant. */
const methodOverride: RequestHandler = (req, _res, next) => {
  const method = req.headers['x-http-method-override'];
  if (typeof method === 'string') req.method = method.toUpperCase();
  next();
};

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('on %s', (_version, express) => {
  /** Analytics is the identity provider's, Own is the app's. */
  async function start(extended = true) {
    harness = await openHarness({ managedTeams: 'mapped' });
    await harness.dataSource.manager.save(entities.Team, { tenant: 'default', name: 'Own' });
    const guard = (team: (req: { params: unknown; body?: unknown }) => unknown) =>
      harness.jit.guard('memberships', { team: team as never });
    const byParam = guard(({ params }) => (params as { team: string }).team);
    const byBody = guard(({ body }) => (body as { team?: unknown }).team);

    return startGuardedRoutes((app, reach) => {
      app.use(methodOverride);
      const router = Router();
      router.post('/teams/:team/members', byParam, reach);
      router.get('/teams/:team/remove', byParam, reach);
      router.delete('/teams/:team', byParam, reach);
      router.all('/any/:team', byParam, reach);
      app.use(router);
      app.use('/v1', router);
      app.use('/v2/deep', router);
      app.param('member', (req, _res, next) => {
        Object.assign(req.params, { team: 'Own' });
        next();
      });
      app.post('/of/:team/by/:member', byParam, reach);
      app.post('/json', json(), byBody, reach);
      app.post('/both', json(), urlencoded({ extended }), byBody, reach);
    }, express);
  }

  test('no spelling of an address gets around the guard', async () => {
    const { send } = await start();
    for (const [method, path] of LEAD_TO_A_ROUTE) {
      expect([path, await send(method, path)]).toMatchObject([path, { status: 403, reached: false }]);
    }
    for (const path of LEAD_NOWHERE) {
      expect([path, await send('POST', path)]).toMatchObject([path, { reached: false }]);
    }
    for (const path of ['/teams/Own/members', '/v2/deep/TEAMS/%4fwn/Members/', '/any/Own?team=Analytics']) {
      expect([path, await send('POST', path)]).toMatchObject([path, PASSED]);
    }
  });

  test.each(['DELETE', 'delete'])(
    'an overridden method, %s, is guarded as the route that it leads to',
    async (method) => {
      const { send } = await start();
      const headers = { 'x-http-method-override': method };
      expect(await send('POST', '/teams/Analytics', { headers })).toMatchObject({
        status: 403,
        reached: false,
      });
      expect(await send('POST', '/teams/Own', { headers })).toMatchObject(PASSED);
      expect(await send('HEAD', '/teams/Own', { headers })).toMatchObject(PASSED);
    },
  );

  test('app.param runs first: guard and handler read the same value', async () => {
    const { send } = await start();
    expect(await send('POST', '/of/Analytics/by/7')).toMatchObject(PASSED);
  });

  test('no body gets around the guard', async () => {
    const { send } = await start();
    for (const [path, headers, body] of BODIES) {
      expect([body, await send('POST', path, { headers, body })]).toMatchObject([body, { reached: false }]);
    }
  });

  test('a request about a team of the app passes, however the team is sent', async () => {
    const { send } = await start(false);
    const json = { headers: JSON_BODY, body: '{"team":"Own","__proto__":{"team":"Analytics"}}' };
    expect(await send('POST', '/json', json)).toMatchObject(PASSED);
    expect(await send('POST', '/both', { headers: FORM_BODY, body: 'team=Own' })).toMatchObject(PASSED);
  });
});
