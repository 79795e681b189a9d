import { request } from 'node:http';
import express from 'express';
import type { DataSource } from 'typeorm';
import { endpoints } from '../../src/admin/routes';
import { openDatabase } from '../support/harness/harness';
import { createUser, startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
});
afterEach(() => dataSource.destroy());

const changing = endpoints
  .filter(({ method }) => method !== 'get')
  .map(({ method, path }) => [
    method.toUpperCase(),
    path.replace(':id', '00000000-0000-4000-8000-000000000000'),
  ]);

test('the tested endpoints exist', () => {
  expect(changing.map(([, path]) => path)).toEqual(
    expect.arrayContaining(['/settings', '/settings/rollback', '/preview', '/held/release']),
  );
});

describe.each(changing)('%s %s', (method, path) => {
  const send = ({ call }: AdminApp, headers: Record<string, string>, body: unknown = {}) =>
    call(method, path, { body, headers: { 'if-match': '"0"', ...headers } });

  test('refuses requests from another origin', async () => {
    const app = await startAdminApp(dataSource);
    const { origin, host } = new URL(app.url);
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { origin: 'nonsense' },
      { origin: `https://${host}` },
      { origin: `${origin}.example.com` },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      {
        origin: 'https://evil.example.com',
        'x-forwarded-host': 'evil.example.com',
        'x-forwarded-proto': 'https',
      },
    ];
    for (const headers of foreign) {
      expect((await send(app, headers)).json).toMatchObject({ status: 403, code: 'cross_origin' });
    }
  });

  test('refuses bodies other than JSON', async () => {
    const app = await startAdminApp(dataSource);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      expect((await send(app, { 'content-type': type })).json).toMatchObject({
        status: 415,
        code: 'content_type_invalid',
      });
    }
    const nothing = method === 'PUT' ? [''] : [];
    for (const body of ['{', '[]', '7', 'null', '{"a":1}x', ...nothing]) {
      expect((await send(app, {}, body)).json).toMatchObject({ status: 400, code: 'request_invalid' });
    }
    const large = JSON.stringify({ groupAttribute: 'x'.repeat(11_000_000) });
    expect((await send(app, {}, large)).json).toMatchObject({ status: 413, code: 'request_invalid' });
  });
});

test('without parameters, a missing body counts as an empty one', async () => {
  const app = await startAdminApp(dataSource);
  const { id } = await createUser(dataSource, { tenant: 'acme' });
  for (const path of [`/users/${id}/deactivate`, `/users/${id}/activate`, '/held/release', '/preview']) {
    expect([path, (await app.call('POST', path)).status]).toEqual([path, 200]);
  }
});

test('a request without an Origin is refused', async () => {
  const { url, owner } = await startAdminApp(dataSource);
  // fetch would say where it comes from.
  const status = await new Promise((resolve, reject) => {
    const headers = { 'x-user': owner.id, 'content-type': 'application/json' };
    const sent = request(`${url}/preview`, { method: 'POST', headers }, (res) =>
      resolve(res.resume().statusCode),
    );
    sent.on('error', reject).end('{}');
  });
  expect(status).toBe(403);
});

test('Sec-Fetch-Site: same-origin is sufficient', async () => {
  const { post } = await startAdminApp(dataSource);
  const headers = { origin: 'https://behind-a-proxy.example.com', 'sec-fetch-site': 'same-origin' };
  expect((await post('/held/release', {}, { headers })).status).toBe(200);
});

test('behind a proxy that the app trusts, its public address counts', async () => {
  const forwarded = { 'x-forwarded-host': 'app.example.com', 'x-forwarded-proto': 'https' };
  const before = (app: express.Express) => app.set('trust proxy', 'loopback');
  const { post } = await startAdminApp(dataSource, { before });
  const from = (origin: string) => post('/held/release', {}, { headers: { ...forwarded, origin } });
  expect((await from('https://app.example.com')).status).toBe(200);
  expect((await from('https://app.example.com:443')).status).toBe(200);
  expect((await from('https://app.example.com:8443')).status).toBe(403);
  expect((await from('http://app.example.com')).status).toBe(403);
});

test('an app that parses JSON itself is no problem', async () => {
  const before = (app: express.Express) => app.use(express.json());
  const { put } = await startAdminApp(dataSource, { before });
  expect((await put({ justInTime: true })).json).toMatchObject({ version: 1, justInTime: true });
});

test('a change without an actor is an error of the app', async () => {
  const admin = { authorize: () => true, tenant: 'acme' };
  const { post } = await startAdminApp(dataSource, { admin });
  const { status, text } = await post('/held/release', {}, { as: null });
  expect([status, text]).toEqual([500, expect.stringContaining('adminRouter does not know who')]);
});

test('an owner whose address looks like a provider is in the audit log by id', async () => {
  const { post, get } = await startAdminApp(dataSource);
  const forger = await createUser(dataSource, { tenant: 'acme', email: 'provider:okta', tenantOwner: true });
  expect((await post('/held/release', {}, { as: forger })).status).toBe(200);
  expect((await get('/audit')).json.items).toMatchObject([{ type: 'removalsReleased', actor: forger.id }]);
});

test('a change by an actor that looks like a provider is an error of the app', async () => {
  const admin = { actor: () => 'provider:okta' };
  const { post } = await startAdminApp(dataSource, { admin });
  const { status, text } = await post('/held/release', {});
  expect([status, text]).toEqual([500, expect.stringContaining('must not begin with')]);
});

test('a change by an actor whose name is too long for the audit log is an error of the app', async () => {
  const admin = { authorize: () => true, tenant: 'acme', actor: () => 'x'.repeat(321) };
  const { post } = await startAdminApp(dataSource, { admin });
  const { status, text } = await post('/held/release', {}, { as: null });
  expect([status, text]).toEqual([500, expect.stringContaining('adminRouter does not know who')]);
});
