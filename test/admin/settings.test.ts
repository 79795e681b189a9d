import { entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { MAPPING, openDatabase } from '../support/harness/harness';
import { createUser, startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
});
afterEach(() => dataSource.destroy());

const ON = { justInTime: true, enhancedSync: true, mapping: MAPPING };

test('the settings contain the data that a form needs', async () => {
  const { json, headers } = await admin.get('/settings');
  expect(headers.get('etag')).toBe('"0"');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(json).toEqual({
    tenant: 'acme',
    version: 0,
    justInTime: false,
    enhancedSync: false,
    groupAttribute: 'groups',
    mapping: null,
    fixed: false,
    roles: ['TEAM_ADMIN', 'EDITOR', 'VIEWER'],
    permissions: ['AUDIT_LOG_READ'],
    managedTeams: 'all',
    createMissingTeams: false,
    removalsHeldAt: null,
  });
});

test('a change is saved, with its actor, and the mapping in its current spelling', async () => {
  const sso_group = 'Everyone';
  const mapping = { mappings: [{ sso_group, team_name: 'Analytics', role_name: 'VIEWER' }] };
  const { status, json, headers } = await admin.put({ justInTime: true, mapping });
  expect([status, headers.get('etag')]).toEqual([200, expect.stringMatching(/^"1\.[0-9a-f-]{36}"$/)]);
  const [{ group_name }] = json.mapping.mappings;
  expect(group_name).toBe(sso_group);
  expect((await admin.get('/settings')).json).toEqual(json);
  expect((await admin.get('/audit?type=settings')).json.items).toMatchObject([{ actor: admin.owner.id }]);
});

test('received settings may be sent back with a change', async () => {
  const { json } = await admin.get('/settings');
  const saved = await admin.put({ ...json, groupAttribute: 'memberOf', roles: ['EVERYTHING'], fixed: true });
  expect(saved.json).toEqual({ ...json, version: 1, groupAttribute: 'memberOf' });
});

test('without a valid If-Match, nothing is saved', async () => {
  const put = (headers: Record<string, string>) =>
    admin.call('PUT', '/settings', { body: { justInTime: true }, headers });
  expect((await put({})).json).toMatchObject({ status: 428, code: 'precondition_required' });
  for (const tag of ['*', '0', '"0", "1"', 'W/0']) {
    expect((await put({ 'if-match': tag })).json).toMatchObject({ status: 400, code: 'request_invalid' });
  }
  for (const tag of ['"x"', '""', '"9"', 'W/"1"']) {
    expect((await put({ 'if-match': tag })).json).toMatchObject({ status: 412, code: 'settings_conflict' });
  }
  expect((await admin.get('/settings')).json).toMatchObject({ version: 0 });
});

test('an ETag that a compressing proxy has made weak is accepted', async () => {
  const headers = { 'if-match': 'W/"0"' };
  expect((await admin.call('PUT', '/settings', { body: { justInTime: true }, headers })).status).toBe(200);
});

test('the response to a change of an older version contains the versions saved in the meantime', async () => {
  await admin.put({ justInTime: true });
  await admin.put({ groupAttribute: 'memberOf' });
  const { status, json } = await admin.call('PUT', '/settings', {
    body: { justInTime: true },
    headers: { 'if-match': '"0"' },
  });
  expect(status).toBe(412);
  expect(json).toMatchObject({
    code: 'settings_conflict',
    currentVersion: 2,
    changes: [
      {
        version: 2,
        actor: admin.owner.id,
        actorPerson: { id: admin.owner.id, email: admin.owner.email },
        changed: ['groupAttribute'],
      },
      { version: 1, changed: ['justInTime'], settings: { justInTime: true, groupAttribute: 'groups' } },
    ],
  });
});

test('all faults are reported at once, each with its path', async () => {
  const entry = { group_name: 'Everyone', team_name: 'Analytcs', role_name: 'EDITR' };
  const { json } = await admin.put({ mapping: { mappings: [entry] } });
  expect(json).toMatchObject({
    status: 422,
    code: 'mapping_invalid',
    detail: 'The group mapping has 2 faults.',
  });
  expect(json.faults).toEqual([
    {
      path: 'mappings[0].team_name',
      segments: ['mappings', 0, 'team_name'],
      code: 'unknown_name',
      message: expect.stringContaining('"Analytics"'),
      suggestion: 'Analytics',
    },
    {
      path: 'mappings[0].role_name',
      segments: ['mappings', 0, 'role_name'],
      code: 'unknown_name',
      message: expect.stringContaining('"EDITOR"'),
      suggestion: 'EDITOR',
    },
  ]);
  expect((await admin.put({ justIntime: true })).json).toMatchObject({
    status: 422,
    code: 'settings_invalid',
    faults: [{ path: 'justIntime' }],
  });
  expect((await admin.put({ confirm: 'yes' })).json).toMatchObject({ faults: [{ path: 'confirm' }] });
});

test('a danger has to be confirmed', async () => {
  await createUser(dataSource, { tenant: 'acme', email: 'ada@acme.example.com' });
  await admin.put({ justInTime: true, mapping: MAPPING });
  const attributes = { groups: ['Everyone'] };
  const ada = { protocol: 'oidc', issuer: 'idp', subject: 'ada', attributes };
  await admin.jit.provision(ada, { provider: 'okta', tenant: 'acme' });
  const mapping = { mappings: [{ group_name: 'Unassigned', team_name: 'Analytics', role_name: 'VIEWER' }] };
  const { json } = await admin.put({ enhancedSync: true, mapping });
  expect(json).toMatchObject({
    status: 409,
    code: 'confirmation_required',
    dangers: [{ code: 'empties_everybody' }],
  });
  expect((await admin.put({ enhancedSync: true, mapping, confirm: ['takes_last_owner'] })).status).toBe(409);
  expect((await admin.put({ enhancedSync: true, mapping, confirm: ['empties_everybody'] })).status).toBe(200);
});

test.each([
  ['mapping.mappings', `{"mapping":{"mappings":[],"mappings":[]}}`],
  ['mapping', `{"mapping":null,"mapping":null}`],
  ['mapping.user_group_mapping', `{"mapping":{"user_group_mapping":{},"user_group_mapping":{}}}`],
])('a body with a duplicate key is refused: %s', async (path, body) => {
  const { json } = await admin.put(body);
  expect(json).toMatchObject({ status: 400, code: 'request_invalid', faults: [{ path, code: 'duplicate' }] });
  expect((await admin.post('/preview', undefined, { body })).json).toMatchObject({ faults: [{ path }] });
  expect((await admin.get('/settings')).json).toMatchObject({ version: 0 });
});

test('one change of a tenant is checked at a time, and the next one after it', async () => {
  const mappings = Array.from({ length: 20_000 }, () => ({}));
  const headers = { 'if-match': '"0"' };
  const put = (body: unknown, as = admin.owner) => admin.call('PUT', '/settings', { body, headers, as });
  const large = Array.from({ length: 3 }, () => put({ mapping: { mappings } }));
  const other = put({ mapping: { mappings } }, admin.otherTenantOwner);
  const answers = (await Promise.all(large)).map(({ json }) => json.code);
  expect(answers).toContain('mapping_invalid');
  expect(answers).toContain('change_running');
  expect((await other).json).toMatchObject({ code: 'mapping_invalid' });
  expect((await put({ justInTime: true })).status).toBe(200);
  expect((await admin.put({ groupAttribute: '' })).json).toMatchObject({ code: 'settings_invalid' });
  expect((await admin.put({ groupAttribute: 'memberOf' })).status).toBe(200);
});

test('the history names the actors that are users of the tenant', async () => {
  const { jit, owner, otherTenantOwner } = admin;
  await admin.put({ justInTime: true });
  for (const [i, actor] of [otherTenantOwner.id, 'the deployment'].entries())
    await jit.settings.update({ groupAttribute: `a${i}` }, { tenant: 'acme', version: i + 1, actor });
  const { items } = (await admin.get('/settings/history')).json;
  expect(items.map((item: Record<string, unknown>) => [item.actor, item.actorPerson])).toEqual([
    ['the deployment', null],
    [otherTenantOwner.id, null],
    [owner.id, { id: owner.id, email: owner.email, firstName: null, lastName: null }],
  ]);
});

test('settings that are fixed in code are shown, and stay as they are', async () => {
  const fixed = await startAdminApp(await openDatabase({ subscribers: [] }), { settings: ON });
  expect((await fixed.get('/settings')).json).toMatchObject({ fixed: true, version: 1, ...ON });
  expect((await fixed.put({ justInTime: false })).json).toMatchObject({
    status: 409,
    code: 'settings_fixed',
  });
  expect((await fixed.get('/settings/history')).json).toEqual({ items: [], next: null });
  await fixed.dataSource.destroy();
});

describe('the history', () => {
  test('has every version, the newest first, a page at a time', async () => {
    for (const i of [1, 2, 3, 4, 5]) await admin.put({ groupAttribute: `attribute ${i}` });
    const versions = async (query: string) => {
      const { items, next } = (await admin.get(`/settings/history?${query}`)).json;
      return [items.map(({ version }: { version: number }) => version), next];
    };
    expect(await versions('')).toEqual([[5, 4, 3, 2, 1], null]);
    expect(await versions('limit=2')).toEqual([[5, 4], 4]);
    expect(await versions('limit=2&before=4')).toEqual([[3, 2], 2]);
    expect(await versions('limit=2&before=2')).toEqual([[1], null]);
    expect((await admin.get('/settings/history?limit=0')).json).toMatchObject({
      faults: [{ path: 'limit' }],
    });
    expect((await admin.get('/settings/history?limit=1&limit=2')).status).toBe(400);
    expect((await admin.get('/settings/history?page=2')).status).toBe(400);
  });

  test('can be rolled back to', async () => {
    await admin.put({ justInTime: true, groupAttribute: 'memberOf' });
    await admin.put({ groupAttribute: 'groups' });
    const current = (await admin.get('/settings')).headers.get('etag')!;
    const back = (body: unknown, tag = current) =>
      admin.post('/settings/rollback', body, { headers: { 'if-match': tag } });
    expect((await back({ version: 1 }, '"1"')).json).toMatchObject({
      status: 412,
      code: 'settings_conflict',
    });
    expect((await back({ version: 7 })).json).toMatchObject({
      status: 404,
      code: 'settings_version_not_found',
    });
    for (const body of [
      {},
      { version: '1' },
      { version: -1 },
      { version: 1, more: 1 },
      { version: 1, confirm: 1 },
    ]) {
      expect((await back(body)).json).toMatchObject({ status: 400, code: 'request_invalid' });
    }
    const { json, headers } = await back({ version: 1 });
    expect(json).toMatchObject({ version: 3, justInTime: true, groupAttribute: 'memberOf' });
    expect(headers.get('etag')).toMatch(/^"3\.[0-9a-f-]{36}"$/);
  });
});

test('a held mass removal shows, and can be released', async () => {
  await dataSource.manager.save(entities.TenantState, { tenant: 'acme', removalsHeldAt: new Date() });
  expect((await admin.get('/settings')).json.removalsHeldAt).toMatch(/Z$/);
  expect((await admin.post('/held/release', {})).json).toEqual({ removalsHeldAt: null });
  expect((await admin.get('/settings')).json.removalsHeldAt).toBeNull();
  expect((await admin.get('/audit?type=removalsReleased')).json.items).toMatchObject([
    { actor: admin.owner.id, actorPerson: { email: admin.owner.email } },
  ]);
});
