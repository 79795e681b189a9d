import type { DataSource } from 'typeorm';
import { startAdminApp, type AdminApp } from '../support/apps/admin-app';
import { insertUsersWithLargeGroups, LARGE_GROUPS } from '../support/databases/insert-large-groups';
import { largest, readsOf, totalBytes } from '../support/databases/read-log';
import { openDatabase } from '../support/harness/harness';

const USERS = 150;
/** 4 MB of groups, and what else stands in the rows. */
const MAX_BYTES = 5 * 1024 * 1024;

let dataSource: DataSource;
let admin: AdminApp;
beforeEach(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  admin = await startAdminApp(dataSource);
  await insertUsersWithLargeGroups(dataSource, { tenant: 'acme', count: USERS });
});
afterEach(() => dataSource.destroy());

test('a page of users ends where their groups have 4 MB, and the pages have all users', async () => {
  const emails: string[] = [];
  let after = '';
  const reads = await readsOf(dataSource, async () => {
    for (;;) {
      const { json, text } = await admin.get(`/users?limit=200&after=${after}`);
      expect(text.length).toBeLessThan(MAX_BYTES);
      emails.push(...json.items.map(({ email }: { email: string }) => email));
      const people = json.items.filter(({ tenantOwner }: { tenantOwner: boolean }) => !tenantOwner);
      expect(people.at(-1).identityProviderGroups).toEqual(LARGE_GROUPS);
      if (json.next === null) return;
      after = json.next;
    }
  });
  expect(largest(reads)).toBeLessThan(MAX_BYTES);
  expect(emails).toHaveLength(USERS + 1);
  expect(new Set(emails).size).toBe(USERS + 1);

  // All users as lines, too.
  const lines = await readsOf(dataSource, async () => {
    expect((await admin.get('/users?format=ndjson')).lines).toHaveLength(USERS + 1);
  });
  expect(largest(lines)).toBeLessThan(MAX_BYTES);

  // The names for the page are looked for in a part of the groups.
  const names = await readsOf(dataSource, async () => {
    expect((await admin.get('/names')).json.groups).toEqual([...LARGE_GROUPS].sort());
  });
  expect(largest(names)).toBeLessThan(MAX_BYTES);
  expect(totalBytes(names)).toBeLessThan(22 * 1024 * 1024);
});
