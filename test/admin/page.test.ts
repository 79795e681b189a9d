import type { DataSource } from 'typeorm';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { openDatabase } from '../support/harness/harness';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';

const assets = readdirSync(path.resolve(__dirname, '../../src/admin/page/assets'));

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
});
afterEach(() => dataSource.destroy());

test('the page is there, and can do no more than it needs', async () => {
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

test('without the slash at its end the address leads to the one with it, on this host', async () => {
  expect((await admin.get('')).headers.get('location')).toBe('./admin/');
  expect((await admin.get('?a=//evil.example.com/x')).headers.get('location')).toBe('./admin/');
  const { status } = await fetch(admin.url, { headers: { 'x-user': admin.owner.id } });
  expect(status).toBe(200);
});

test('the files of the page are served with their types', async () => {
  const types = new Map([
    ['.mjs', 'text/javascript; charset=utf-8'],
    ['.css', 'text/css; charset=utf-8'],
    ['.svg', 'image/svg+xml'],
  ]);
  expect(assets.length).toBeGreaterThan(3);
  for (const name of assets) {
    const { status, headers } = await admin.get(`/assets/${name}`);
    expect([name, status, headers.get('content-type')]).toEqual([name, 200, types.get(path.extname(name))]);
  }
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
