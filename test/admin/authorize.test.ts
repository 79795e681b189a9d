import express5 from 'express';
import { createProvisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { adminRouter } from '../../src/admin';
import { endpoints } from '../../src/admin/routes';
import { openDatabase } from '../support/harness/harness';
import { listen } from '../support/http/listen';
import { createUser, startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
});
afterEach(() => dataSource.destroy());

const everything = endpoints.map(({ method, path }) => ({
  method: method.toUpperCase(),
  path: path.replace(':id', '00000000-0000-4000-8000-000000000000').replace(':name', 'main.mjs'),
}));

async function expectClosed({ call }: AdminApp, as: AdminApp['owner'] | null): Promise<void> {
  for (const { method, path } of everything) {
    const { status, json } = await call(method, path, { as, ...(method === 'GET' ? {} : { body: {} }) });
    expect([method, path, status, json?.code]).toEqual([method, path, 403, 'admin_forbidden']);
  }
}

test('without a signed-in user, every path is refused', async () => {
  const app = await startAdminApp(dataSource);
  await expectClosed(app, null);
  expect((await app.call('HEAD', '/users', { as: null })).status).toBe(403);
  expect((await app.call('DELETE', '/nothing', { as: null })).status).toBe(403);
});

test('for a user who is not an owner, every path is refused', async () => {
  const app = await startAdminApp(dataSource);
  await expectClosed(app, await createUser(dataSource, { tenant: 'acme', email: 'member@acme.example.com' }));
});

test('an owner is admitted to the own tenant', async () => {
  const { get, otherTenantOwner } = await startAdminApp(dataSource);
  expect((await get('/settings')).json).toMatchObject({ tenant: 'acme' });
  expect((await get('/settings', { as: otherTenantOwner })).json).toMatchObject({ tenant: 'globex' });
});

test('a tenant from the URL does not admit the owner of another tenant', async () => {
  const app = express5();
  const jit = createProvisioning({ dataSource });
  const owner = await createUser(dataSource, { tenant: 'acme', tenantOwner: true });
  app.use((req, _res, next) => {
    req.user = owner;
    next();
  });
  app.use('/of/:tenant/admin', adminRouter(jit, { tenant: (req) => req.params.tenant }));
  const url = await listen(app);
  const statusOf = async (tenant: string) => (await fetch(`${url}/of/${tenant}/admin/settings`)).status;
  expect(await statusOf('acme')).toBe(200);
  expect(await statusOf('globex')).toBe(403);
});

describe('an app that decides for itself', () => {
  const operator = { 'x-operator': 'yes' };
  const admin = {
    authorize: (req: express5.Request) => req.get('x-operator') === 'yes',
    tenant: () => 'globex',
    actor: () => 'operator',
  };

  test('decides who is admitted, and names the actor', async () => {
    const { get, call } = await startAdminApp(dataSource, { admin });
    const headers = { ...operator, 'if-match': '"0"' };
    const as = null;
    expect((await get('/settings', { as, headers })).json).toMatchObject({ tenant: 'globex' });
    const { status } = await call('PUT', '/settings', { as, headers, body: { justInTime: true } });
    expect(status).toBe(200);
    const { items } = (await get('/audit', { as, headers })).json;
    expect(items).toMatchObject([{ type: 'settings', actor: 'operator' }]);
  });

  test('refuses all other users, including owners', async () => {
    await expectClosed(await startAdminApp(dataSource, { admin }), null);
  });

  test.each([
    ['something like true', () => 1],
    ['nothing', () => undefined],
    ['a promise of false', () => Promise.resolve(false)],
  ])('keeps out where it says %s', async (_, authorize) => {
    const { get } = await startAdminApp(dataSource, { admin: { authorize: authorize as never } });
    expect((await get('/settings')).status).toBe(403);
  });

  // For Express nothing and the text "route" are no errors, and the request would go on.
  test.each([[new Error('no answer')], [undefined], ['route']])(
    'keeps out where it fails with %p',
    async (reason) => {
      const authorize = () => Promise.reject(reason);
      const { get } = await startAdminApp(dataSource, { admin: { authorize } });
      for (const path of ['/', '/nothing', '/settings']) expect((await get(path)).status).toBe(500);
    },
  );

  test('without a tenant, no data of any tenant is shown', async () => {
    const { get } = await startAdminApp(dataSource, { admin: { authorize: () => true } });
    expect((await get('/settings', { as: null })).json).toMatchObject({
      status: 400,
      code: 'tenant_invalid',
    });
  });
});

test('wrong options throw at start', () => {
  const jit = createProvisioning({ dataSource });
  expect(() => adminRouter({ ...jit })).toThrow(/the object that createProvisioning returned/);
  expect(() => adminRouter(jit, { autorize: () => true } as never)).toThrow(/did you mean "authorize"/);
  expect(() => adminRouter(jit, { authorize: true } as never)).toThrow(/authorize: must be a function/);
});
