import { entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { createUser, startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
});
afterEach(() => dataSource.destroy());

const people = [
  { email: 'ada@acme.example.com', firstName: 'Ada', lastName: 'Lovelace' },
  { email: 'Grace@acme.example.com', firstName: 'Grace', lastName: 'Hopper' },
  { email: '100%_!real@acme.example.com', firstName: '100% real', lastName: "O'Brien" },
  { email: null, firstName: 'Zoë', lastName: 'Adams' },
  { email: null, firstName: 'Adah', lastName: null },
];
const makePeople = async () => {
  for (const person of people) await createUser(dataSource, { tenant: 'acme', ...person });
  await createUser(dataSource, { tenant: 'globex', email: 'ada@globex.example.com', firstName: 'Ada' });
};
const found = async (query: string) => {
  const { items, next } = (await admin.get(`/users?${query}`)).json;
  return { names: items.map(({ firstName }: { firstName: string | null }) => firstName), next };
};

test('are listed with groups and grants, and the origin of each grant', async () => {
  await admin.put({ justInTime: true, mapping: MAPPING });
  const ada = identity('ada', ['Administrators', 'Everyone', 'Phishing', 'Auditors']);
  await admin.jit.provision(ada, { provider: 'okta', tenant: 'acme' });
  const { items } = (await admin.get('/users?search=ada')).json;
  expect(items).toMatchObject([
    {
      email: 'ada@example.com',
      active: true,
      invited: false,
      tenantOwner: true,
      identityProviderGroups: ['Administrators', 'Everyone', 'Phishing', 'Auditors'],
      groupsState: 'present',
    },
  ]);
  expect(items[0].grants).toEqual(
    JSON.parse(JSON.stringify(await admin.jit.explain(items[0].id, { tenant: 'acme' }))),
  );
  expect(items[0].grants).toHaveLength(5);
});

test('are searched by parts of an address or a name, without case, at most 8 of them', async () => {
  await makePeople();
  const search = async (text: string) => (await found(`search=${encodeURIComponent(text)}`)).names.sort();
  expect(await search('ad')).toEqual(['Ada', 'Adah', 'Zoë']);
  expect(await search('GRACE@')).toEqual(['Grace']);
  expect(await search('lace')).toEqual(['Ada']);
  expect(await search("o'b")).toEqual(['100% real']);
  expect(await search('Grace Hopper')).toEqual(['Grace']);
  expect(await search(' hopper   gra ')).toEqual(['Grace']);
  expect(await search('Grace Lovelace')).toEqual([]);
  const eight = ['ada', 'da', 'a', 'love', 'lace', 'lovelace', '@', 'acme'];
  expect(await search([...eight, 'hopper'].join(' '))).toEqual(['Ada']);
  expect(await search([...eight.slice(1), 'hopper'].join(' '))).toEqual([]);
  expect(await search(Array.from({ length: 150 }, (_, i) => i % 10).join(' '))).toEqual([]);
});

test('wildcards in a search have no special meaning', async () => {
  await makePeople();
  const search = async (text: string) => (await found(`search=${encodeURIComponent(text)}`)).names;
  expect(await search('%')).toEqual(['100% real']);
  expect(await search('_')).toEqual(['100% real']);
  expect(await search('1_0')).toEqual([]);
  expect(await search('100%')).toEqual(['100% real']);
  expect(await search('100%_!r')).toEqual(['100% real']);
  expect(await search('100!')).toEqual([]);
  expect(await search("' OR 1=1 --")).toEqual([]);
  expect(await search('\\')).toEqual([]);
  expect((await admin.get('/users?search=%00')).json).toMatchObject({ code: 'request_invalid' });
  expect((await admin.get(`/users?search=${'x'.repeat(400)}`)).status).toBe(400);
});

test('are paginated by address, those without an address last', async () => {
  await makePeople();
  const all: (string | null)[] = [];
  let after = '';
  for (let pages = 0; pages < 10; pages++) {
    const { names, next } = await found(`limit=2&after=${after}`);
    all.push(...names);
    expect(names.length).toBeLessThanOrEqual(2);
    if (next === null) break;
    after = next;
  }
  // The owner has no name.
  expect(all.slice(0, 4)).toEqual(['100% real', 'Ada', 'Grace', null]);
  expect(all.slice(4).sort()).toEqual(['Adah', 'Zoë']);
});

test.each([
  'x',
  'bnVsbA',
  Buffer.from('["id","x"]').toString('base64url'),
  Buffer.from('["email","a","b"]').toString('base64url'),
])('a forged cursor is refused: %s', async (after) => {
  expect((await admin.get(`/users?after=${after}`)).json).toMatchObject({ faults: [{ path: 'after' }] });
});

test('are those who have not signed in for some days', async () => {
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600_000);
  const columns = { tenant: 'acme', createdAt: daysAgo(200) };
  await createUser(dataSource, { ...columns, firstName: 'old', lastSignInAt: daysAgo(100) });
  await createUser(dataSource, { ...columns, firstName: 'recent', lastSignInAt: daysAgo(10) });
  await createUser(dataSource, { ...columns, firstName: 'gone', active: false });
  expect((await found('dormantDays=90')).names).toEqual(['old']);
  expect((await found('dormantDays=5&search=rec')).names).toEqual(['recent']);
  expect((await admin.get('/users?dormantDays=0')).json).toMatchObject({ faults: [{ path: 'dormantDays' }] });
});

test('are exported as lines of JSON', async () => {
  await makePeople();
  await admin.put({ justInTime: true, mapping: MAPPING });
  const ada = identity('nora', ['Managers', 'Phishing', 'Auditors']);
  await admin.jit.provision(ada, { provider: 'okta', tenant: 'acme' });
  const { lines, headers } = await admin.get('/users?format=ndjson');
  expect(headers.get('content-disposition')).toBe('attachment; filename="users.ndjson"');
  expect(lines).toHaveLength(people.length + 2);
  expect(lines.find(({ email }) => email === 'nora@example.com')).toEqual({
    id: expect.any(String),
    email: 'nora@example.com',
    tenantOwner: false,
    identityProviderGroups: ['Managers', 'Phishing', 'Auditors'],
    provider: 'okta',
    memberships: [{ team: 'Incident Response', role: 'EDITOR', source: 'mapping' }],
    caseGroupMemberships: [
      { team: 'Incident Response', caseGroup: 'Phishing', role: 'EDITOR', source: 'mapping' },
    ],
    tenantPermissions: [{ permission: 'AUDIT_LOG_READ', source: 'mapping' }],
  });
  expect((await admin.get('/users?format=ndjson&search=a')).status).toBe(400);
  expect((await admin.get('/users?format=xml')).json).toMatchObject({ faults: [{ path: 'format' }] });
});

test('are deactivated and activated, once and in the audit log', async () => {
  const identityProviderGroups = ['Everyone'];
  const columns = { tenant: 'acme', email: 'ada@acme.example.com', identityProviderGroups };
  const { id } = await createUser(dataSource, columns);
  const set = (action: string) => admin.post(`/users/${id}/${action}`, {});
  for (let i = 0; i < 2; i++)
    expect((await set('deactivate')).json).toMatchObject({
      id,
      active: false,
      deactivatedBy: admin.owner.id,
    });
  expect((await set('activate')).json).toMatchObject({
    ...{ id, active: true, grants: [], identityProviderGroups },
  });
  const { items } = (await admin.get(`/audit?user=${id}`)).json;
  expect(items.map(({ type, actor }: Record<string, unknown>) => [type, actor])).toEqual([
    ['activated', admin.owner.id],
    ['deactivated', admin.owner.id],
  ]);
});

test('sessions of a user, and of all users of the tenant, are ended for a reason', async () => {
  const { id } = await createUser(dataSource, { tenant: 'acme' });
  const generations = async () => {
    const user = await dataSource.manager.findOneByOrFail(entities.User, { id });
    const tenant = await dataSource.manager.findOneBy(entities.TenantState, { tenant: 'acme' });
    return [user.sessionGeneration, tenant?.sessionGeneration ?? 0];
  };
  const reason = 'stolen laptop';
  expect((await admin.post(`/users/${id}/end-sessions`, { reason })).json).toEqual({ userId: id });
  expect(await generations()).toEqual([1, 0]);
  expect((await admin.post('/end-sessions', { reason })).json).toEqual({ userId: null });
  expect(await generations()).toEqual([1, 1]);
  // The session of the administrator has ended as well.
  expect((await admin.get('/users')).json).toMatchObject({ status: 403, code: 'admin_forbidden' });
  const items = await dataSource.manager.findBy(entities.AuditEvent, { type: 'sessionsEnded' });
  expect(items).toHaveLength(2);
  for (const item of items)
    expect(item).toMatchObject({ tenant: 'acme', actor: admin.owner.id, details: { reason } });
});

test.each<[string, unknown]>([
  ['no body', undefined],
  ['no reason', {}],
  ['an empty reason', { reason: '' }],
  ['a reason that is too long', { reason: 'x'.repeat(1001) }],
  ['another key', { reason: 'stolen', userId: 'x' }],
])('sessions are not ended with %s', async (_what, body) => {
  for (const path of [`/users/${admin.owner.id}/end-sessions`, '/end-sessions'])
    expect((await admin.post(path, body)).json).toMatchObject({ status: 400, code: 'request_invalid' });
  expect((await admin.get('/audit?type=sessionsEnded')).json.items).toEqual([]);
});

test('sessions of another tenant are not ended', async () => {
  const { id } = admin.otherTenantOwner;
  const { json } = await admin.post(`/users/${id}/end-sessions`, { reason: 'test' });
  expect(json).toMatchObject({ status: 404, code: 'user_not_found' });
});

test('the last owner cannot be deactivated, also not by two at the same moment', async () => {
  await createUser(dataSource, { tenant: 'acme', tenantOwner: true, active: false });
  await createUser(dataSource, { tenant: 'acme', tenantOwner: true, invited: true });
  const { json } = await admin.post(`/users/${admin.owner.id}/deactivate`, {});
  expect(json).toMatchObject({ status: 409, code: 'last_owner' });
  const other = await createUser(dataSource, { tenant: 'acme', tenantOwner: true });
  const actor = 'both at once';
  const both = [admin.owner, other].map(({ id: userId }) =>
    admin.jit.deactivate({ tenant: 'acme', userId, actor }),
  );
  const [refused, ...others] = (await Promise.allSettled(both)).filter(({ status }) => status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'last_owner' } });
  expect(others).toEqual([]);
  const owners = { tenant: 'acme', tenantOwner: true, active: true, invited: false };
  expect(await dataSource.manager.countBy(entities.User, owners)).toBe(1);
});

test.each(['no-uuid', '00000000-0000-4000-8000-000000000000', '%27%20OR%201=1'])(
  'a user who does not exist is not found: %s',
  async (id) => {
    for (const action of ['activate', 'deactivate']) {
      const { json } = await admin.post(`/users/${id}/${action}`, {});
      expect(json).toMatchObject({ status: 404, code: 'user_not_found' });
    }
  },
);

test('the names that a mapping may use are listed', async () => {
  await createUser(dataSource, { tenant: 'acme', identityProviderGroups: ['b', '<script>', 'a'] });
  await createUser(dataSource, { tenant: 'globex', identityProviderGroups: ['secret'] });
  expect((await admin.get('/names')).json).toEqual({
    teams: [
      { name: 'Analytics', caseGroups: [] },
      { name: 'Incident Response', caseGroups: ['Phishing'] },
    ],
    roles: ['TEAM_ADMIN', 'EDITOR', 'VIEWER'],
    permissions: ['AUDIT_LOG_READ'],
    groups: ['<script>', 'a', 'b'],
  });
});
