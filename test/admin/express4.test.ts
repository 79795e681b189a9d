import express4 from 'express4';
import { openDatabase } from '../support/harness/harness';
import { startAdminApp } from '../support/apps/admin-app';

// The router is then one of Express 4, as in an app that has no other.
jest.mock('express', () => jest.requireActual<object>('express4'));

test('everything works with Express 4', async () => {
  const dataSource = await openDatabase({ subscribers: [] });
  const { get, put, call, post, owner } = await startAdminApp(dataSource, { express: express4 });
  expect((await get('/settings', { as: null })).status).toBe(403);
  expect((await get('/users')).json.items).toHaveLength(1);
  expect((await put({ justInTime: true })).json).toMatchObject({ version: 1 });
  expect((await put('{')).json).toMatchObject({ status: 400, code: 'request_invalid' });
  const nothing = { headers: { 'if-match': (await get('/settings')).headers.get('etag')! } };
  expect((await call('PUT', '/settings', nothing)).json).toMatchObject({ status: 400 });
  expect((await call('POST', '/held/release')).status).toBe(200);
  expect((await post('/preview', {})).lines.at(-1)).toMatchObject({ type: 'summary', users: 1 });
  expect((await post(`/users/${owner.id}/deactivate`, {})).json).toMatchObject({ code: 'last_owner' });
  expect((await get('/')).status).toBe(200);
  expect((await get('')).headers.get('location')).toBe('./admin/');
  await dataSource.destroy();
});
