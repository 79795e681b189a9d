import { createProvisioning, entities } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { Database } from '../../src/database/database';
import { TenantUsers } from '../../src/store/tenant-users';
import { insertUsersWithLargeGroups } from '../support/databases/insert-large-groups';
import { largest, readsOf, totalBytes } from '../support/databases/read-log';
import { createTeams, MAPPING, openDatabase } from '../support/harness/harness';

const USERS = 150;
/** 1 MB of groups, and what else stands in the rows. */
const MAX_BYTES = 1.25 * 1024 * 1024;

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  await createTeams(dataSource, 'acme');
  await insertUsersWithLargeGroups(dataSource, { tenant: 'acme', count: USERS });
});
afterAll(() => dataSource.destroy());

test('a preview reads the groups of 150 users in parts of at most 1 MB', async () => {
  const jit = createProvisioning({ dataSource });
  const preview = jit.preview({ tenant: 'acme', justInTime: true, enhancedSync: true, mapping: MAPPING });
  const reads = await readsOf(dataSource, async () => {
    expect(await preview.summary).toMatchObject({ users: USERS, unknown: 0, gaining: USERS });
  });
  expect(largest(reads)).toBeLessThan(MAX_BYTES);
  // All of them were read, each once, and not one by one.
  expect(totalBytes(reads)).toBeGreaterThan(USERS * 262_000);
  expect(totalBytes(reads)).toBeLessThan(USERS * 270_000);
  expect(reads.length).toBeLessThan(300);
});

test('a part has the groups of at most 1 MB, and the parts have all users in their order', async () => {
  const tenantUsers = new TenantUsers(Database.of(dataSource), entities, 'acme');
  const ids: string[] = [];
  for await (const users of tenantUsers.pages()) {
    const bytes = users.map((user) => Buffer.byteLength(JSON.stringify(user.identityProviderGroups)));
    expect(bytes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(1024 * 1024);
    ids.push(...users.map(({ id }) => id));
  }
  expect(ids).toHaveLength(USERS);
  // MariaDB does not sort ids as text.
  const ordered = await dataSource.manager.find(entities.User, {
    select: { id: true },
    order: { id: 'ASC' },
  });
  expect(ids).toEqual(ordered.map(({ id }) => id));
});
