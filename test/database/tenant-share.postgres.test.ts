import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProvisioning, entities, type Middleware, type Provisioning } from 'passport-jit';
import { EventSubscriber, type DataSource, type EntitySubscriberInterface, type InsertEvent } from 'typeorm';
import { Database } from '../../src/database/database';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';

const POOL_SIZE = 4;

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ poolSize: POOL_SIZE });
  admin = await startAdminApp(dataSource);
  for (const tenant of ['acme', 'globex']) {
    const settings = { justInTime: true, enhancedSync: true, mapping: MAPPING };
    await admin.jit.settings.update(settings, { tenant, version: 0, actor: 'ada' });
  }
});
afterEach(() => dataSource.destroy());

/** Takes the share of a tenant, until the function that it returns is called. */
function takeShare(tenant: string): () => void {
  let release!: () => void;
  const released = new Promise<void>((resolve) => (release = resolve));
  for (let i = 0; i < POOL_SIZE / 2; i++) void Database.of(dataSource).read(tenant, () => released);
  return release;
}

/** Runs middleware for a user of a tenant, to the response or to the next handler. */
function runMiddleware(middleware: Middleware, user: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const res = { setHeader: () => undefined, end: () => resolve() };
    middleware(
      { user, headers: {} } as unknown as IncomingMessage,
      res as unknown as ServerResponse,
      (error) => (error === undefined ? resolve() : reject(error)),
    );
  });
}

const asOwner = (tenant: string) => ({ as: tenant === 'acme' ? admin.owner : admin.otherTenantOwner });
const get = (path: string) => (_jit: Provisioning, tenant: string) => admin.get(path, asOwner(tenant));
const actor = 'ada';

const CALLS: Record<string, (jit: Provisioning, tenant: string) => Promise<unknown>> = {
  'a sign-in': (jit, tenant) => jit.provision(identity('bo', ['Everyone']), { tenant, provider: 'okta' }),
  'jit.guard': (jit, tenant) => runMiddleware(jit.guard('owners'), { tenant }),
  'jit.requireFreshSync': (jit, tenant) =>
    runMiddleware(jit.requireFreshSync({ maxAge: '8h' }), { tenant, lastSyncedAt: new Date() }),
  'jit.settings.get': (jit, tenant) => jit.settings.get(tenant),
  'jit.settings.history': (jit, tenant) => jit.settings.history({ tenant }),
  'jit.settings.update': (jit, tenant) =>
    jit.settings.update({ groupAttribute: 'roles' }, { tenant, version: 1, actor }),
  'jit.settings.rollback': (jit, tenant) =>
    jit.settings.rollback({ tenant, version: 0, expectedVersion: 1, actor }),
  'jit.preview': (jit, tenant) => jit.preview({ tenant }).summary,
  'jit.explain': (jit, tenant) => jit.explain(asOwner(tenant).as.id, { tenant }),
  'jit.invite': (jit, tenant) =>
    jit.invite({ tenant, email: 'cy@example.com' }).catch(({ code }: { code: string }) => code),
  'jit.revokeInvitation': (jit, tenant) => jit.revokeInvitation({ tenant, email: 'cy@example.com' }),
  'jit.releaseHeldRemovals': (jit, tenant) => jit.releaseHeldRemovals({ tenant }),
  'jit.endSessions': (jit, tenant) => jit.endSessions({ tenant, actor, reason: 'test' }),
  'GET /settings': get('/settings'),
  'GET /settings/history': get('/settings/history'),
  'POST /preview': (_jit, tenant) => admin.post('/preview', {}, asOwner(tenant)),
  'GET /users': get('/users'),
  'GET /users, all of them': get('/users?format=ndjson'),
  'GET /audit': get('/audit'),
  'GET /audit, all of it': get('/audit?format=csv'),
  'GET /names': get('/names'),
};

test.each(Object.entries(CALLS))('%s waits for the share of its own tenant', async (_name, call) => {
  const release = takeShare('acme');
  let isWaiting = true;
  const waiting = call(admin.jit, 'acme').finally(() => (isWaiting = false));
  await call(admin.jit, 'globex');
  expect(isWaiting).toBe(true);
  release();
  await waiting;
});

test('an app that reads a stream slowly keeps no slot', async () => {
  const iterator = admin.jit.preview({ tenant: 'acme' })[Symbol.asyncIterator]();
  await iterator.next();
  expect(Database.of(dataSource).limiter.isAtLimit('acme')).toBe(false);
  await iterator.return?.();
});

describe('code of the app that runs inside of a transaction', () => {
  const settings = { justInTime: true, groupAttribute: 'groups', mapping: MAPPING };

  test('an assignUser that calls the library does not wait for its own slot', async () => {
    const small = await openDatabase({ poolSize: 3 });
    const jit: Provisioning = createProvisioning({
      dataSource: small,
      createMissingTeams: true,
      assignUser: async (user) => {
        await jit.settings.get();
        user.firstName = 'Ada';
      },
    });
    await jit.settings.update(settings, { version: 0, actor });
    expect(await jit.provision(identity('ada', ['Everyone']), { provider: 'okta' })).toMatchObject({
      outcome: 'created',
    });
    await small.destroy();
  });

  test('a subscriber that calls the library does not wait for its own slot', async () => {
    const provisionings: Provisioning[] = [];
    @EventSubscriber()
    class SettingsReader implements EntitySubscriberInterface {
      listenTo = () => entities.User;
      async afterInsert(_event: InsertEvent<object>): Promise<void> {
        for (const { settings } of provisionings) await settings.get();
      }
    }
    const small = await openDatabase({ poolSize: 3, subscribers: [SettingsReader] });
    const jit = createProvisioning({ dataSource: small, createMissingTeams: true });
    provisionings.push(jit);
    expect(await jit.invite({ email: 'ada@example.com' })).toMatchObject({ invited: true });
    await jit.settings.update(settings, { version: 0, actor });
    expect(await jit.provision(identity('bo', []), { provider: 'okta' })).toMatchObject({
      outcome: 'created',
    });
    await small.destroy();
  });
});
