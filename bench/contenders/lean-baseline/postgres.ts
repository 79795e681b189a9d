import { Pool, type PoolConfig } from 'pg';
import { POOL_SIZE } from '../../database/server';
import type { LeanStore, TeamRow } from './index';

/** Named statements: the server parses and plans each of them once per connection. A write is one statement. */
const SQL = {
  loadUser: `SELECT u.id, u.email, u.first_name, u.last_name,
      (SELECT json_agg(json_build_array(m.team_id, m.role)) FROM lean_memberships m WHERE m.user_id = u.id) AS roles
    FROM lean_users u WHERE u.provider = $1 AND u.subject = $2`,
  loadSessionUser: `SELECT u.id, u.email, u.first_name, u.last_name,
      (SELECT json_agg(json_build_array(t.name, m.role)) FROM lean_memberships m
         JOIN lean_teams t ON t.id = m.team_id WHERE m.user_id = u.id) AS roles
    FROM lean_users u WHERE u.id = $1`,
  createUser: `WITH created AS (
      INSERT INTO lean_users (provider, subject, email, first_name, last_name) VALUES ($1, $2, $3, $4, $5) RETURNING id)
    INSERT INTO lean_memberships (user_id, team_id, role)
      SELECT created.id, granted.team_id, granted.role
      FROM created, unnest($6::int[], $7::text[]) AS granted(team_id, role)`,
  updateMemberships: `WITH removed AS (
      DELETE FROM lean_memberships WHERE user_id = $1 AND team_id = ANY($2::int[]))
    INSERT INTO lean_memberships (user_id, team_id, role)
      SELECT $1, granted.team_id, granted.role FROM unnest($3::int[], $4::text[]) AS granted(team_id, role)
    ON CONFLICT (user_id, team_id) DO UPDATE SET role = excluded.role`,
};

export function openLeanPostgres(connection: PoolConfig): LeanStore {
  const pool = new Pool({ ...connection, max: POOL_SIZE });
  const run = async <Row extends object>(name: keyof typeof SQL, values: unknown[]): Promise<Row[]> =>
    (await pool.query<Row>({ name, text: SQL[name], values })).rows;

  return {
    loadTeams: async () => (await pool.query<TeamRow>('SELECT id, name FROM lean_teams')).rows,
    async loadUser(provider, subject) {
      type Row = { id: number; roles: [number, string][] | null };
      const [row] = await run<Row>('loadUser', [provider, subject]);
      return row && { id: row.id, roles: new Map(row.roles ?? []) };
    },
    async loadSessionUser(id) {
      const [row] = await run<{ roles: [string, string][] | null }>('loadSessionUser', [id]);
      return new Map(row?.roles ?? []);
    },
    async createUser(provider, { subject, email, firstName, lastName }, memberships) {
      const teamIds = memberships.map(([teamId]) => teamId);
      const roles = memberships.map(([, role]) => role);
      await run('createUser', [provider, subject, email, firstName, lastName, teamIds, roles]);
    },
    async updateMemberships(userId, { removed, granted }) {
      const teamIds = granted.map(([teamId]) => teamId);
      await run('updateMemberships', [userId, removed, teamIds, granted.map(([, role]) => role)]);
    },
    close: () => pool.end(),
  };
}
