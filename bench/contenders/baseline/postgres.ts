import { randomUUID } from 'node:crypto';
import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { hashSubject, PROVIDER, TENANT, type Person } from '../../company';
import { POOL_SIZE } from '../../database/server';
import type { BaselineStore, MembershipChange } from './index';

/** Named statements: the server parses and plans each of them once per connection. */
const SQL = {
  loadUser: `SELECT u.id, u.email, u."firstName", u."lastName", u."tenantOwner", u.active,
      (SELECT json_agg(json_build_array(t.name, m.role)) FROM jit_memberships m
         JOIN jit_teams t ON t.id = m."teamId" WHERE m."userId" = u.id) AS teams
    FROM jit_identities i JOIN jit_users u ON u.id = i."userId"
    WHERE i.tenant = $1 AND i.provider = $2 AND i."subjectHash" = $3`,
  insertUser: `INSERT INTO jit_users (id, tenant, email, "emailKey", "firstName", "lastName", "lastSignInAt", "createdAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
  insertIdentity: `INSERT INTO jit_identities (id, tenant, provider, subject, "subjectHash", issuer, "userId", "createdAt")
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  upsertMemberships: `INSERT INTO jit_memberships (id, "userId", "teamId", role, "grantedAt")
    SELECT granted.id, $1, t.id, granted.role, $2
      FROM unnest($3::uuid[], $4::text[], $5::text[]) AS granted(id, team, role)
      JOIN jit_teams t ON t.tenant = $6 AND t.name = granted.team
    ON CONFLICT ("userId", "teamId") DO UPDATE SET role = excluded.role`,
  // The user comes first: with only the list of names, PostgreSQL plans the statement at each execution.
  deleteMemberships: `DELETE FROM jit_memberships m USING jit_teams t
    WHERE m."userId" = $1 AND t.id = m."teamId" AND t.tenant = $2 AND t.name = ANY($3::text[])`,
  updateLastSignIn: 'UPDATE jit_users SET "lastSignInAt" = $1 WHERE id = $2',
};

export function openPostgresBaseline(connection: PoolConfig): BaselineStore {
  const pool = new Pool({ ...connection, max: POOL_SIZE });
  const run = <Row extends object>(on: Pool | PoolClient, name: keyof typeof SQL, values: unknown[]) =>
    on.query<Row>({ name, text: SQL[name], values });
  const upsertMemberships = (
    client: PoolClient,
    userId: string,
    now: string,
    teams: ReadonlyMap<string, string>,
  ) => {
    const ids = Array.from(teams, () => randomUUID());
    return run(client, 'upsertMemberships', [
      userId,
      now,
      ids,
      [...teams.keys()],
      [...teams.values()],
      TENANT,
    ]);
  };

  return {
    async loadUser(subject) {
      type Row = { id: string; teams: [string, string][] | null };
      const { rows } = await run<Row>(pool, 'loadUser', [TENANT, PROVIDER, hashSubject(subject)]);
      return rows[0] && { userId: rows[0].id, teams: new Map(rows[0].teams ?? []) };
    },
    async createUser({ email, subject, issuer, firstName, lastName }: Person, teams) {
      const userId = randomUUID();
      const now = new Date().toISOString();
      await inTransaction(pool, async (client) => {
        await run(client, 'insertUser', [
          userId,
          TENANT,
          email,
          email.toLowerCase(),
          firstName,
          lastName,
          now,
        ]);
        await run(client, 'insertIdentity', [
          randomUUID(),
          TENANT,
          PROVIDER,
          subject,
          hashSubject(subject),
          issuer,
          userId,
          now,
        ]);
        await upsertMemberships(client, userId, now, teams);
      });
    },
    async updateMemberships(userId, { removed, granted }: MembershipChange) {
      await inTransaction(pool, async (client) => {
        await run(client, 'deleteMemberships', [userId, TENANT, removed]);
        await upsertMemberships(client, userId, new Date().toISOString(), granted);
      });
    },
    async updateLastSignIn(userId) {
      await run(pool, 'updateLastSignIn', [new Date().toISOString(), userId]);
    },
    close: () => pool.end(),
  };
}

async function inTransaction(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
