import type { DataSource } from 'typeorm';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
  await admin.jit.settings.update(
    { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping: MAPPING },
    { tenant: 'acme', version: 0, actor: 'the test' },
  );
});
afterEach(() => dataSource.destroy());

const signIn = (subject: string, groups: unknown) =>
  admin.jit.provision(identity(subject, groups), { provider: 'okta', tenant: 'acme' });
const emailsAndTypes = async (effect: string) => {
  const { json } = await admin.get(`/audit?effect=${effect}`);
  return json.items.map(({ type, person }: any) => `${type} ${person.email}`);
};

test('sign-ins in which users lost or gained grants are found, and no report of what would have been', async () => {
  await signIn('bo', ['Everyone']);
  await signIn('cy', ['"action":"remove"']);
  await signIn('bo', ['Managers']);
  await signIn('bo', []);
  const { version } = await admin.jit.settings.get('acme');
  await admin.jit.settings.update(
    { enhancedSync: 'report-only' },
    { tenant: 'acme', version, actor: 'the test' },
  );
  await signIn('di', ['Everyone']);
  await signIn('di', []);
  expect(await emailsAndTypes('lost')).toEqual(['changed bo@example.com']);
  expect(await emailsAndTypes('gained')).toEqual(['created di@example.com', 'created bo@example.com']);
  expect((await admin.get('/audit?effect=both')).status).toBe(400);
});

test('a spreadsheet has names and words', async () => {
  await signIn('bo', ['Everyone', 'Phishing']);
  await signIn('bo', ['Everyone']);
  const { text } = await admin.get('/audit?format=csv&effect=lost');
  const [, row] = text.split('\r\n');
  expect(row).toMatch(
    /,bo Example,bo@example\.com,lost EDITOR in Incident Response \/ Phishing because Phishing was no longer sent$/,
  );
});
