import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { createUser, startAdminApp } from '../support/apps/admin-app';
import { insertManyUsers } from '../support/databases/insert-many-users';
import { identity, MAPPING, openDatabase } from '../support/harness/harness';
import { runSql } from '../support/databases/run-sql';
import { logQueries } from '../support/databases/query-log';

/** As many as PostgreSQL needs to plan as it does for millions. */
const USERS = 200_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Plan Rows': number;
  Plans?: Plan[];
}

let dataSource: DataSource;
let jit: Provisioning;
beforeAll(async () => {
  dataSource = await openDatabase({ subscribers: [] });
  await insertManyUsers(dataSource, USERS);
  await runSql(
    dataSource,
    `INSERT INTO jit_audit_events (id, "at", tenant, type, "userId", details)
     SELECT gen_random_uuid(), "createdAt", tenant, 'created', id, '{}' FROM jit_users`,
  );
  // What it guesses from a sample, where some have many more memberships than others.
  await dataSource.query('ALTER TABLE jit_memberships ALTER COLUMN "userId" SET (n_distinct = 10000)');
  await dataSource.query('ANALYZE');
  const mapping = {
    mappings: [
      ...MAPPING.mappings.filter(({ group_name }) => group_name !== 'Administrators'),
      { group_name: 'Analysts', team_name: 'Analytics', role_name: 'EDITOR' },
    ],
  };
  const settings = { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping };
  jit = createProvisioning({ dataSource, settings });
}, 600_000);
afterAll(() => dataSource.destroy());

test(`with ${USERS} users, no statement of a sign-in, a list or the audit log reads a whole table`, async () => {
  const admin = await startAdminApp(dataSource);
  const as = await createUser(dataSource, { email: 'root@example.com', tenantOwner: true });
  const queries = logQueries(dataSource);

  const works: [string, () => Promise<unknown>][] = [
    ['a sign-in that changes nothing', () => signIn(['Everyone', 'Phishing'])],
    ['a sign-in that changes something', () => signIn(['Managers'])],
    ['one that was seen before', () => signIn(['Everyone', 'Phishing'])],
    ['a first sign-in', () => signIn(['Managers'], 'new.user@example.com')],
    ['a page of users', () => admin.get('/users?limit=50', { as })],
    ['the audit log', () => admin.get('/audit?limit=50', { as })],
    ['the audit log of one kind', () => admin.get('/audit?limit=50&type=created', { as })],
  ];
  for (const [what, work] of works) {
    queries.length = 0;
    await work();
    const planned = queries.filter(({ sql }) => /^\s*(SELECT|WITH)/.test(sql));
    expect(planned.length).toBeGreaterThan(0);
    for (const { sql, values } of planned) {
      const scanned = nodesOf(await explained(sql, values)).filter(isScanOfMany);
      expect({ what, sql, scanned }).toEqual({ what, sql, scanned: [] });
    }
  }
});

test('no statement of a sign-in is planned at every execution, for its values', async () => {
  for (let i = 0; i < 20; i++) {
    await signIn(['Everyone', 'Phishing']);
    await signIn(['Everyone', 'Analysts']);
    await signIn(['Everyone', 'Analysts']);
    await signIn(['Managers'], `new${i}@example.com`);
  }
  const kept = await dataSource.query<{ statement: string; custom_plans: string; generic_plans: string }[]>(
    `SELECT * FROM pg_prepared_statements WHERE name LIKE 'jit%'`,
  );
  const often = kept.filter((each) => Number(each.custom_plans) + Number(each.generic_plans) >= 15);
  expect(often.length).toBeGreaterThanOrEqual(5);
  // PostgreSQL tries five times what that would cost (PREPARE, Notes).
  expect(often.filter((each) => Number(each.custom_plans) > 5)).toEqual([]);
});

async function signIn(groups: string[], email = 'person1@example.com') {
  await jit.provision(identity(email, groups, { email }), { provider: 'okta' });
}

/** As the server plans it once it knows that the statement comes again and again, with any values. */
async function explained(sql: string, values: unknown[]): Promise<Plan> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('SET LOCAL plan_cache_mode = force_generic_plan');
    const [row] = (await runner.query(`EXPLAIN (FORMAT JSON) ${sql}`, values)) as [
      { 'QUERY PLAN': [{ Plan: Plan }] },
    ];
    return row['QUERY PLAN'][0].Plan;
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Teams are few; of what grows with the users, nothing may be read from end to end. */
function isScanOfMany(plan: Plan): boolean {
  const { User, Identity, Membership, AuditEvent } = entities;
  const many = [User, Identity, Membership, AuditEvent].map(
    (entity) => dataSource.getMetadata(entity).tableName,
  );
  return plan['Node Type'] === 'Seq Scan' && many.includes(plan['Relation Name'] ?? '');
}
