import { createProvisioning, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { databaseType, type DatabaseType } from '../support/databases/database-type';
import { identity, openDatabase } from '../support/harness/harness';
import { logQueries, type LoggedQuery } from '../support/databases/query-log';

/**
 * What a sign-in costs at most, `BEGIN` and `COMMIT` included. PostgreSQL takes all that is written in one statement, and
 * for teams that were seen before looks at them in that.
 */
const MAX_STATEMENTS: Record<DatabaseType, { first: number; changed: number }> = {
  postgres: { first: 5, changed: 4 },
  mariadb: { first: 9, changed: 10 },
  'better-sqlite3': { first: 8, changed: 9 },
  sqljs: { first: 8, changed: 9 },
};
const SIZES = [1, 50, 500];
const GROUPS = Array.from({ length: 1001 }, (_, i) => `group ${i}`);

let statements: LoggedQuery[];
let dataSource: DataSource;
let jit: Provisioning;
beforeAll(async () => {
  dataSource = await openDatabase();
  const mapping = {
    mappings: GROUPS.map((name) => ({ group_name: name, team_name: `team ${name}`, role_name: 'VIEWER' })),
  };
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
  jit = createProvisioning({ dataSource, settings, createMissingTeams: true });
  // All the teams are there.
  await jit.provision(identity('all-groups', GROUPS), { provider: 'okta' });
  statements = logQueries(dataSource);
});
afterAll(() => dataSource.destroy());

/** The statements of one sign-in. */
async function cost(subject: string, groups: readonly string[], outcome: string): Promise<number> {
  statements.length = 0;
  const done = await jit.provision(identity(subject, groups), { provider: 'okta' });
  expect(done.outcome).toBe(outcome);
  return statements.length;
}

test('a sign-in that changes nothing is one statement, however many the groups', async () => {
  for (const size of SIZES) {
    const groups = GROUPS.slice(0, size);
    await cost(`still-${size}`, groups, 'created');
    expect(await cost(`still-${size}`, groups, 'unchanged')).toBe(1);
    expect(statements[0]?.sql).toMatch(/SELECT/);
  }
});

test('a first sign-in takes the same number of statements, however many the groups', async () => {
  const costs = [];
  for (const size of SIZES) costs.push(await cost(`new-${size}`, GROUPS.slice(0, size), 'created'));
  expect(new Set(costs).size).toBe(1);
  expect(costs[0]).toBeLessThanOrEqual(MAX_STATEMENTS[databaseType].first);
});

test('a sign-in that adds and removes grants takes the same number of statements, however many the groups', async () => {
  const costs = [];
  for (const size of SIZES) {
    // One stays: who loses everything is counted, which costs two more.
    await cost(`moving-${size}`, [...GROUPS.slice(0, size), GROUPS[1000]!], 'created');
    costs.push(await cost(`moving-${size}`, [...GROUPS.slice(size, 2 * size), GROUPS[1000]!], 'synced'));
  }
  expect(new Set(costs).size).toBe(1);
  expect(costs[0]).toBeLessThanOrEqual(MAX_STATEMENTS[databaseType].changed);
});
