import type { DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { logQueries } from '../support/databases/query-log';
import { startAdminApp } from '../support/apps/admin-app';

const SETTINGS = { justInTime: true, groupAttribute: '/realm_access/roles', mapping: MAPPING };

let dataSource: DataSource;
beforeEach(async () => {
  dataSource = await openDatabase();
});
afterEach(() => dataSource.destroy());

test('an administrator sees where groups may be, without values and without a write', async () => {
  const admin = await startAdminApp(dataSource, { settings: SETTINGS });
  expect((await admin.get('/claims')).json).toEqual({ items: [] });
  const attributes = { realm_access: { roles: ['Managers'] }, given_name: 'Ada' };
  const who = identity('ada', undefined, { attributes });
  await admin.jit.provision(who, { provider: 'keycloak', tenant: 'acme' });
  const statements = logQueries(dataSource);
  await admin.jit.provision(who, { provider: 'keycloak', tenant: 'acme' });
  expect(statements.filter(({ sql }) => /INSERT|UPDATE/.test(sql))).toEqual([]);
  const { json } = await admin.get('/claims');
  expect(json).toEqual({
    items: [{ provider: 'keycloak', paths: ['/realm_access', '/realm_access/roles', 'given_name'] }],
  });
  expect(JSON.stringify(json)).not.toMatch(/Managers|Ada/);
});

test('claims of another issuer are not listed', async () => {
  const admin = await startAdminApp(dataSource, { settings: SETTINGS });
  const provider = { provider: 'okta', tenant: 'acme', issuer: 'https://other.example' };
  expect(await admin.jit.provision(identity('ada', ['a']), provider)).toMatchObject({
    code: 'issuer_mismatch',
  });
  expect((await admin.get('/claims')).json).toEqual({ items: [] });
});
