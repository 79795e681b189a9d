import type { DataSource } from 'typeorm';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { entities } from 'passport-jit';
import { openDatabase } from '../support/harness/harness';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';

const directory = path.resolve(__dirname, '../../src/admin/page/dist/assets');
const assets = readdirSync(directory);

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
});
afterEach(() => dataSource.destroy());

test('the page is served with a strict content security policy', async () => {
  const { status, text, headers } = await admin.get('/');
  expect([status, text]).toEqual([200, expect.stringContaining('<!doctype html>')]);
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('a URL without a trailing slash redirects to the one with it, on this host', async () => {
  expect((await admin.get('')).headers.get('location')).toBe('./admin/');
  expect((await admin.get('?a=//evil.example.com/x')).headers.get('location')).toBe('./admin/');
  const { status } = await fetch(admin.url, { headers: { 'x-user': admin.owner.id } });
  expect(status).toBe(200);
});

test('the files of the page are served with their types, without authorization and immutable', async () => {
  const types = new Map([
    ['.js', 'text/javascript; charset=utf-8'],
    ['.css', 'text/css; charset=utf-8'],
    ['.svg', 'image/svg+xml'],
  ]);
  const names = assets.filter((name) => types.has(path.extname(name)));
  expect(names).toHaveLength(3);
  for (const name of names) {
    const { status, headers } = await admin.get(`/assets/${name}`, { as: null });
    expect([name, status, headers.get('content-type')]).toEqual([name, 200, types.get(path.extname(name))]);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test.each(['br', 'gzip', 'identity'])(
  'the files are sent as a browser accepts them: %s',
  async (encoding) => {
    const name = assets.find((asset) => asset.endsWith('.js'))!;
    const plain = readFileSync(path.join(directory, name), 'utf8');
    const { headers, text } = await admin.get(`/assets/${name}`, {
      headers: { 'accept-encoding': encoding },
    });
    expect(headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
    expect(headers.get('vary')).toBe('Accept-Encoding');
    expect(text).toBe(plain);
  },
);

describe('a browser that is refused', () => {
  const navigation = { 'sec-fetch-dest': 'document', accept: 'text/html' };

  test.each([['/'], ['/users'], ['/users/1/activate/'], ['']])('gets a page at %p', async (address) => {
    const { status, text, headers } = await admin.get(address, { as: null, headers: navigation });
    expect([status, headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(text).toContain('<h1>Sign in to continue</h1>');
    const [, style = ''] = /href="([^"]+\.css)"/.exec(text) ?? [];
    expect((await fetch(new URL(style, `${admin.url}${address}`))).status).toBe(200);
  });

  test('is told that it has no access, when it is signed in', async () => {
    const user = await dataSource.manager.save(entities.User, { tenant: 'acme', email: 'bo@acme.example' });
    const { status, text } = await admin.get('/', { as: user, headers: { accept: 'text/html' } });
    expect([status, text]).toEqual([403, expect.stringContaining('You do not have access to this page')]);
  });

  test('gets problem details as a program', async () => {
    for (const accept of ['*/*', 'application/json']) {
      const { headers } = await admin.get('/', { as: null, headers: { accept } });
      expect(headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

test.each([
  '/assets/nothing.mjs',
  '/assets/../index.html',
  '/assets/..%2Findex.html',
  '/assets/..%2F..%2Frouter.ts',
  '/assets/%2e%2e/index.html',
  '/assets/..%5Cindex.html',
  '/assets/%2Fetc%2Fpasswd',
  '/assets/.hidden',
  '/assets/style.css%00.mjs',
  '/assets//etc/passwd',
  '/assets/package.json',
])('no other file can be had: %s', async (address) => {
  // fetch would resolve the dots.
  const { hostname, port } = new URL(admin.url);
  const headers = { 'x-user': admin.owner.id };
  const status = await new Promise((resolve, reject) => {
    const options = { hostname, port, path: `/admin${address}`, headers };
    request(options, (res) => resolve(res.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect([400, 404]).toContain(status);
});
