import { createProvisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { createTeams, MAPPING } from '../harness/harness';

/** Fills an empty database with users as a first sign-in leaves them, with one team or two each. */
export async function insertManyUsers(dataSource: DataSource, users: number): Promise<void> {
  await createTeams(dataSource);
  const jit = createProvisioning({ dataSource });
  await jit.settings.update({ justInTime: true, mapping: MAPPING }, { version: 0, actor: 'ada' });
  const isPostgres = dataSource.options.type === 'postgres';
  // Ids are as random as real ones, so that their order is not that of the rows.
  const id = isPostgres
    ? 'gen_random_uuid()'
    : "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4000-8000-' || hex(randomblob(6)))";
  const numbers = isPostgres
    ? `SELECT n FROM generate_series(1, ${users}) AS n`
    : `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${users}) SELECT n FROM numbers`;
  // SQLite has no such function; no user is looked up there.
  const subjectHash = isPostgres ? "encode(sha256(email::bytea), 'hex')" : 'email';
  const document = (text: string) => (isPostgres ? `CAST(${text} AS json)` : text);
  const now = "'2026-01-01T00:00:00.000Z'";
  const number = `CAST(substr(email, 7, length(email) - 18) AS int)`;

  // One connection, on which PostgreSQL does not look up each foreign key: these rows are right as they are made.
  const runner = dataSource.createQueryRunner();
  if (isPostgres) await runner.query("SET session_replication_role = 'replica'");
  await runner.query(`INSERT INTO jit_users
    ("id", "email", "emailKey", "firstName", "lastName", "identityProviderGroups", "groupsState", "tenantOwner", "createdAt")
    SELECT ${id}, 'person' || n || '@example.com', 'person' || n || '@example.com', 'Person ' || n, 'Example',
      ${document(`CASE n % 5
        WHEN 0 THEN '["Everyone","Managers"]'
        WHEN 1 THEN '["Everyone","Phishing"]'
        WHEN 2 THEN '["Everyone","a department of a large company","a site of a large company"]'
        WHEN 3 THEN '["Everyone","Auditors"]'
        ELSE '[]' END`)},
      CASE n % 5 WHEN 4 THEN 'empty' ELSE 'present' END, n <= 3, ${now}
    FROM (${numbers}) AS numbers`);
  await runner.query(`INSERT INTO jit_identities
    ("id", "provider", "subject", "subjectHash", "issuer", "groupAttribute", "createdAt", "userId")
    SELECT ${id}, 'okta', email, ${subjectHash}, 'https://idp.example.com', 'groups', ${now}, id FROM jit_users
    WHERE email LIKE 'person%'`);
  await runner.query(`INSERT INTO jit_memberships
    ("id", "source", "provider", "groupName", "entry", "mappingVersion", "grantedAt", "userId", "teamId", "role")
    SELECT ${id}, 'mapping', 'okta', 'Everyone', 2, 1, ${now}, u.id, t.id, 'VIEWER' FROM jit_users u
    JOIN jit_teams t ON t.name = 'Analytics' OR ${number} % 2 = 0`);
  if (isPostgres) {
    await runner.query('SET session_replication_role = DEFAULT');
    await runner.query('ANALYZE');
  }
  await runner.release();
}
