import type { IncomingHttpHeaders } from 'node:http';
import express from 'express';
import { endpoints } from '../../src/admin/routes';
import { startAdminApp } from '../support/apps/admin-app';
import { openHarness, type Harness } from '../support/harness/harness';
import { listen } from '../support/http/listen';

const HEADERS: IncomingHttpHeaders = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

test('no browser guesses the type of a refusal, and no other origin embeds it', async () => {
  const app = express();
  app.post('/guard', harness.jit.guard('memberships'));
  app.get('/fresh', harness.jit.requireFreshSync({ maxAge: '8h' }));
  app.get('/redirect', harness.jit.requireFreshSync({ maxAge: '8h', signInUrl: '/enter' }));
  const url = await listen(app);
  for (const [method, path, status] of [
    ['POST', '/guard', 403],
    ['GET', '/fresh', 401],
    ['GET', '/redirect', 302],
  ] as const) {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect([path, response.status, Object.fromEntries(response.headers)]).toEqual([
      path,
      status,
      expect.objectContaining(HEADERS),
    ]);
  }
});

test('the same holds for every response of the admin router', async () => {
  const { call } = await startAdminApp(harness.dataSource);
  const paths = [
    ...endpoints.map(({ method, path }) => [method.toUpperCase(), path] as const),
    ['GET', '/'],
    ['GET', '/assets/main.mjs'],
    ['GET', '/assets/nothing.mjs'],
  ] as const;
  for (const as of [undefined, null]) {
    for (const [method, path] of paths) {
      const id = '00000000-0000-4000-8000-000000000000';
      const body = method === 'GET' ? undefined : {};
      const { headers } = await call(method, path.replace(':id', id), { as, body });
      expect([method, path, Object.fromEntries(headers)]).toEqual([
        method,
        path,
        expect.objectContaining(HEADERS),
      ]);
    }
  }
});
