import { openSqlite } from '../../database/query';
import type { LeanChange, LeanStore, LeanUser, TeamRow } from './index';

export function openLeanSqlite(file: string): LeanStore {
  const connection = openSqlite(file);
  const loadUser = connection.prepare(`SELECT u.id, u.email, u.first_name, u.last_name,
      (SELECT json_group_array(json_array(m.team_id, m.role)) FROM lean_memberships m WHERE m.user_id = u.id) AS roles
    FROM lean_users u WHERE u.provider = ? AND u.subject = ?`);
  const loadSessionUser = connection.prepare(`SELECT u.id, u.email, u.first_name, u.last_name,
      (SELECT json_group_array(json_array(t.name, m.role)) FROM lean_memberships m
         JOIN lean_teams t ON t.id = m.team_id WHERE m.user_id = u.id) AS roles
    FROM lean_users u WHERE u.id = ?`);
  const insertUser = connection.prepare(
    'INSERT INTO lean_users (provider, subject, email, first_name, last_name) VALUES (?, ?, ?, ?, ?)',
  );
  const upsertMemberships = connection.prepare(`INSERT INTO lean_memberships (user_id, team_id, role)
    SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) WHERE true
    ON CONFLICT (user_id, team_id) DO UPDATE SET role = excluded.role`);
  const deleteMemberships = connection.prepare(
    'DELETE FROM lean_memberships WHERE user_id = ? AND team_id IN (SELECT value FROM json_each(?))',
  );
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const inTransaction = (work: () => void) => {
    begin.run();
    try {
      work();
      commit.run();
    } catch (error) {
      rollback.run();
      throw error;
    }
  };
  const parseRoles = <Key>(roles: string) => new Map(JSON.parse(roles) as [Key, string][]);

  return {
    loadTeams: () => connection.prepare('SELECT id, name FROM lean_teams').all() as TeamRow[],
    loadUser(provider, subject): LeanUser | undefined {
      const row = loadUser.get(provider, subject) as { id: number; roles: string } | undefined;
      return row && { id: row.id, roles: parseRoles<number>(row.roles) };
    },
    loadSessionUser(id) {
      return parseRoles<string>((loadSessionUser.get(id) as { roles: string }).roles);
    },
    createUser(provider, { subject, email, firstName, lastName }, memberships) {
      inTransaction(() => {
        const { lastInsertRowid } = insertUser.run(provider, subject, email, firstName, lastName);
        upsertMemberships.run(lastInsertRowid, JSON.stringify(memberships));
      });
    },
    updateMemberships(userId, { removed, granted }: LeanChange) {
      inTransaction(() => {
        deleteMemberships.run(userId, JSON.stringify(removed));
        upsertMemberships.run(userId, JSON.stringify(granted));
      });
    },
    close: () => void connection.close(),
  };
}
