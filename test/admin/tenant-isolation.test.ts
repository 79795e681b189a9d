import { entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';

/** Whatever of the other tenant might show bears this mark. */
const MARK = 'globex-secret';

let dataSource: DataSource;
let admin: AdminApp;
let secret: { user: string; event: string };

beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
  const { jit, otherTenantOwner } = admin;
  const team = await dataSource.manager.save(entities.Team, { tenant: 'globex', name: `${MARK}-team` });
  await dataSource.manager.save(entities.CaseGroup, { teamId: team.id, name: `${MARK}-cases` });
  const mapping = { mappings: [{ group_name: `${MARK}-group`, team_name: team.name, role_name: 'VIEWER' }] };
  const put = admin.put(
    { justInTime: true, groupAttribute: `${MARK}-attribute`, mapping },
    { as: otherTenantOwner },
  );
  expect((await put).status).toBe(200);
  const attributes = { [`${MARK}-attribute`]: [`${MARK}-group`, 'Everyone'] };
  const { user } = await jit.provision(identity(`${MARK}-subject`, undefined, { attributes }), {
    provider: 'okta',
    tenant: 'globex',
  });
  const event = await dataSource.manager.findOneByOrFail(entities.AuditEvent, { user: user!.id });
  secret = { user: user!.id, event: event.id };
  await admin.put({ justInTime: true, mapping: MAPPING });
  await jit.provision(identity('ada', ['Everyone']), { provider: 'okta', tenant: 'acme' });
});
afterEach(() => dataSource.destroy());

test('the mark shows where it belongs', async () => {
  const { text } = await admin.get('/users', { as: admin.otherTenantOwner });
  expect(text).toContain(MARK);
});

const cursor = (...place: string[]) => Buffer.from(JSON.stringify(place)).toString('base64url');

test('no response contains data of another tenant', async () => {
  const unknownId = '00000000-0000-4000-8000-000000000000';
  for (const path of [
    ...['/settings', '/settings/history', '/settings/history?before=99', '/names', '/users', '/audit'],
    ...['/users?format=ndjson', '/audit?format=ndjson', '/audit?format=csv'],
    ...[`/users?search=${MARK}`, `/users?search=glo`, `/users?search=%25`, '/users?tenant=globex'],
    ...[`/users?after=${cursor('email', '0')}`, `/users?after=${cursor('id', unknownId)}`],
    `/audit?after=${cursor('2999-01-01T00:00:00.000Z', unknownId)}`,
    ...[`/audit?user=${secret.user}`, `/audit?actor=${admin.otherTenantOwner.id}`, '/audit?type=settings'],
  ]) {
    const { text, status } = await admin.get(path);
    expect([path, status < 500, text.includes('globex')]).toEqual([path, true, false]);
  }
  for (const [path, body] of [
    ['/preview', {}],
    ['/preview', { enhancedSync: true }],
    ['/preview', { mapping: { mappings: [{ group_name: 'g', team_name: 'globex', role_name: 'VIEWER' }] } }],
    ['/held/release', {}],
  ] as const) {
    const { text } = await admin.post(path, body);
    // What the sender wrote comes back, and the teams that are suggested are the sender's own.
    expect(text).not.toContain(MARK);
    expect(text).not.toContain(secret.user);
  }
});

test('no data of another tenant can be changed, whatever its id', async () => {
  for (const action of ['deactivate', 'activate']) {
    for (const id of [secret.user, secret.user.toUpperCase()]) {
      const { json } = await admin.post(`/users/${id}/${action}`, {});
      expect(json).toMatchObject({ status: 404, code: 'user_not_found' });
    }
  }
  expect(await dataSource.manager.countBy(entities.User, { tenant: 'globex', active: true })).toBe(2);
  const etag = (await admin.get('/settings')).headers.get('etag')!;
  const { json } = await admin.post('/settings/rollback', { version: 1 }, { headers: { 'if-match': etag } });
  expect(json).toMatchObject({ tenant: 'acme', groupAttribute: 'groups', version: 2 });
  await admin.post('/held/release', {});
  expect(await dataSource.manager.countBy(entities.TenantState, { tenant: 'globex' })).toBe(0);
  expect((await admin.get('/settings', { as: admin.otherTenantOwner })).json).toMatchObject({ version: 1 });
});
