import { entities, type Provisioning, type ProvisioningOptions } from 'passport-jit';
import { MAPPING, openHarness, type Harness } from '../support/harness/harness';
import { startGuardedRoutes } from '../support/apps/guarded-routes';

const AREAS = ['memberships', 'owners', 'permissions', 'invitations'] as const;
const SETTINGS = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING };
const BLOCKED = { status: 403, code: 'managed_by_identity_provider', reached: false };
const PASSED = { status: 200, reached: true };

let harness: Harness;
afterEach(() => harness.close());

/** An app with one guarded route for each area, for users of the tenant that the address names. */
async function start(options: Partial<ProvisioningOptions> = {}, guardOptions = {}) {
  harness = await openHarness({ settings: SETTINGS, ...options });
  const { jit } = harness;
  return startGuardedRoutes((app, reach) => {
    app.use((req, _res, next) => {
      if (typeof req.query['of'] === 'string') Object.assign(req, { user: { tenant: req.query['of'] } });
      next();
    });
    for (const area of AREAS) app.post(`/${area}`, jit.guard(area, guardOptions), reach);
  });
}

describe.each(AREAS)('%s', (area) => {
  test('are refused under enhanced sync, as problem details', async () => {
    const { send } = await start();
    expect(await send('POST', `/${area}`)).toEqual({
      ...BLOCKED,
      type: 'about:blank',
      title: 'Forbidden',
      detail: expect.stringMatching(/identity provider/),
    });
  });

  test.each([
    ['without enhanced sync', { ...SETTINGS, enhancedSync: false }],
    ['while it only reports', { ...SETTINGS, enhancedSync: 'report-only' as const }],
    ['without just-in-time', { ...SETTINGS, justInTime: false }],
  ])("are the app's own %s", async (_when, settings) => {
    const { send } = await start({ settings });
    expect(await send('POST', `/${area}`)).toMatchObject(PASSED);
  });
});

test('areas that the mapping does not mention are not guarded', async () => {
  const { send } = await start({ settings: { ...SETTINGS, mapping: { mappings: MAPPING.mappings } } });
  expect(await send('POST', '/owners')).toMatchObject(PASSED);
  expect(await send('POST', '/permissions')).toMatchObject(PASSED);
  expect(await send('POST', '/memberships')).toMatchObject(BLOCKED);
});

describe('the tenant', () => {
  const stored = { settings: undefined };
  const syncAcme = (jit: Provisioning, enhancedSync: boolean, version: number) =>
    jit.settings.update(
      { justInTime: true, enhancedSync, mapping: MAPPING },
      { tenant: 'acme', version, actor: 'root' },
    );

  test('is that of the user who is signed in, and a change of its settings counts at once', async () => {
    const { send } = await start({ ...stored, createMissingTeams: true });
    await syncAcme(harness.jit, true, 0);
    expect(await send('POST', '/invitations?of=acme')).toMatchObject(BLOCKED);
    expect(await send('POST', '/invitations?of=globex')).toMatchObject(PASSED);
    await syncAcme(harness.jit, false, 1);
    expect(await send('POST', '/invitations?of=acme')).toMatchObject(PASSED);
  });

  test.each(AREAS)('without a user and the option, %s are refused with tenant_invalid', async (area) => {
    const { send } = await start({ ...stored, createMissingTeams: true });
    await syncAcme(harness.jit, true, 0);
    expect(await send('POST', `/${area}`)).toMatchObject({ status: 400, reached: false });
  });

  test('is given by the option where the request has no user', async () => {
    const { send } = await start({ ...stored, createMissingTeams: true }, { tenant: 'globex' });
    expect(await send('POST', '/invitations')).toMatchObject(PASSED);
  });

  test('may come from the request', async () => {
    const tenant = async (req: { headers: object }) => (req.headers as { 'x-tenant'?: string })['x-tenant'];
    const { send } = await start({ ...stored, createMissingTeams: true }, { tenant });
    await syncAcme(harness.jit, true, 0);
    const as = (name: string) => ({ headers: { 'x-tenant': name } });
    expect(await send('POST', '/invitations?of=globex', as('acme'))).toMatchObject(BLOCKED);
    expect(await send('POST', '/invitations?of=acme', as('globex'))).toMatchObject(PASSED);
    expect(await send('POST', '/invitations?of=globex')).toMatchObject({ status: 400, reached: false });
  });
});

test('no request passes if the database fails', async () => {
  const { send } = await start({ settings: undefined });
  await harness.dataSource.query('DROP TABLE jit_settings');
  expect(await send('POST', '/memberships?of=default')).toMatchObject({ status: 500, reached: false });
});

test('an unknown area is an error at startup', async () => {
  harness = await openHarness();
  expect(() => harness.jit.guard('members' as never)).toThrow(
    expect.objectContaining({
      code: 'options_invalid',
      message: expect.stringContaining('memberships, owners'),
    }),
  );
});

describe('with managedTeams: mapped', () => {
  async function startMapped(team: (req: { query: unknown }) => never) {
    const routes = await start({ managedTeams: 'mapped' }, { team });
    const { manager } = harness.dataSource;
    const own = await manager.save(entities.Team, { tenant: 'default', name: 'Own' });
    const mapped = await manager.findOneByOrFail(entities.Team, { name: 'Analytics' });
    return { routes, own, mapped, manager };
  }
  const ofQuery = (req: { query: unknown }) => (req.query as { team?: unknown }).team as never;
  const to = (team: string) => `/memberships?team=${encodeURIComponent(team)}`;

  test('a team that no entry names stays the app’s own, by id and by name', async () => {
    const { routes, own, mapped } = await startMapped(ofQuery);
    expect(await routes.send('POST', to(own.name))).toMatchObject(PASSED);
    expect(await routes.send('POST', to(own.id))).toMatchObject(PASSED);
    expect(await routes.send('POST', to(mapped.name))).toMatchObject(BLOCKED);
    expect(await routes.send('POST', to(mapped.id))).toMatchObject(BLOCKED);
  });

  test('the team may be looked up first', async () => {
    const { routes, own, mapped } = await startMapped((async (req: { query: unknown }) =>
      ofQuery(req)) as never);
    expect(await routes.send('POST', to(own.name))).toMatchObject(PASSED);
    expect(await routes.send('POST', to(mapped.name))).toMatchObject(BLOCKED);
  });

  test('a request whose team is not known is refused', async () => {
    const { routes, own } = await startMapped(ofQuery);
    for (const team of [
      'Unheard-of',
      '',
      ' ',
      'own',
      'Own ',
      'OWN',
      '%',
      own.id.replaceAll('-', ''),
      `{${own.id}}`,
    ]) {
      expect([team, await routes.send('POST', to(team))]).toMatchObject([team, BLOCKED]);
    }
    const several = [
      `${to('Own')}&team=Own`,
      '/memberships?team[]=Own',
      '/memberships?team[name]=Own',
      '/memberships',
    ];
    for (const path of several) {
      expect([path, await routes.send('POST', path)]).toMatchObject([path, BLOCKED]);
    }
  });

  test('a team that is called like the id of another is no way around', async () => {
    const { routes, own, mapped, manager } = await startMapped(ofQuery);
    const named = await manager.save(entities.Team, { tenant: 'default', name: mapped.id });
    expect(await routes.send('POST', to(mapped.id))).toMatchObject(BLOCKED);
    expect(await routes.send('POST', to(named.id))).toMatchObject(PASSED);
    await manager.save(entities.Team, { tenant: 'default', name: own.id });
    expect(await routes.send('POST', to(own.id))).toMatchObject(PASSED);
  });

  test('the teams of another tenant do not count', async () => {
    const { routes, own } = await startMapped(ofQuery);
    expect(await routes.send('POST', `${to(own.id)}&of=acme`)).toMatchObject(BLOCKED);
    expect(await routes.send('POST', `${to(own.name)}&of=acme`)).toMatchObject(BLOCKED);
  });

  test('no request passes if the team option throws', async () => {
    const { routes } = await startMapped(() => {
      throw new Error('No such case');
    });
    expect(await routes.send('POST', to('Own'))).toMatchObject({ status: 500, reached: false });
  });

  test.each([[undefined], ['route']])(
    'a team option that is rejected with %p lets no request through',
    async (reason) => {
      const { routes } = await startMapped((() => Promise.reject(reason)) as never);
      expect(await routes.send('POST', to('Own'))).toMatchObject({ status: 500, reached: false });
    },
  );
});
