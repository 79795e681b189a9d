import { randomUUID } from 'node:crypto';
import { hashSubject, PROVIDER, TENANT, type Person } from '../../company';
import { openSqlite } from '../../database/query';
import type { BaselineStore, StoredUser, MembershipChange } from './index';

export function openSqliteBaseline(file: string): BaselineStore {
  const connection = openSqlite(file);
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const loadUser =
    connection.prepare(`SELECT u.id, u.email, u."firstName", u."lastName", u."tenantOwner", u.active,
      (SELECT json_group_array(json_array(t.name, m.role)) FROM jit_memberships m
         JOIN jit_teams t ON t.id = m."teamId" WHERE m."userId" = u.id) AS teams
    FROM jit_identities i JOIN jit_users u ON u.id = i."userId"
    WHERE i.tenant = ? AND i.provider = ? AND i."subjectHash" = ?`);
  const insertUser = connection.prepare(`INSERT INTO jit_users
      (id, tenant, email, "emailKey", "firstName", "lastName", "lastSignInAt", "createdAt")
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const insertIdentity = connection.prepare(`INSERT INTO jit_identities
      (id, tenant, provider, subject, "subjectHash", issuer, "userId", "createdAt")
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  // With CROSS JOIN, SQLite iterates over the few names first and looks each team up in the index.
  const upsertMemberships =
    connection.prepare(`INSERT INTO jit_memberships (id, "userId", "teamId", role, "grantedAt")
    SELECT granted.value ->> 0, ?, t.id, granted.value ->> 2, ? FROM json_each(?) AS granted
      CROSS JOIN jit_teams t WHERE t.tenant = ? AND t.name = granted.value ->> 1
    ON CONFLICT ("userId", "teamId") DO UPDATE SET role = excluded.role`);
  const deleteMemberships = connection.prepare(`DELETE FROM jit_memberships WHERE "userId" = ? AND "teamId" IN
      (SELECT t.id FROM json_each(?) AS removed CROSS JOIN jit_teams t WHERE t.tenant = ? AND t.name = removed.value)`);
  const updateLastSignIn = connection.prepare('UPDATE jit_users SET "lastSignInAt" = ? WHERE id = ?');

  const rows = (teams: ReadonlyMap<string, string>) =>
    JSON.stringify([...teams].map(([team, role]) => [randomUUID(), team, role]));
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

  return {
    loadUser(subject): StoredUser | undefined {
      const row = loadUser.get(TENANT, PROVIDER, hashSubject(subject)) as
        { id: string; teams: string } | undefined;
      if (row === undefined) return undefined;
      return { userId: row.id, teams: new Map(JSON.parse(row.teams) as [string, string][]) };
    },
    createUser({ email, subject, issuer, firstName, lastName }: Person, teams) {
      const userId = randomUUID();
      const now = new Date().toISOString();
      inTransaction(() => {
        insertUser.run(userId, TENANT, email, email.toLowerCase(), firstName, lastName, now, now);
        insertIdentity.run(
          randomUUID(),
          TENANT,
          PROVIDER,
          subject,
          hashSubject(subject),
          issuer,
          userId,
          now,
        );
        upsertMemberships.run(userId, now, rows(teams), TENANT);
      });
    },
    updateMemberships(userId, { removed, granted }: MembershipChange) {
      inTransaction(() => {
        deleteMemberships.run(userId, JSON.stringify(removed), TENANT);
        upsertMemberships.run(userId, new Date().toISOString(), rows(granted), TENANT);
      });
    },
    updateLastSignIn: (userId) => void updateLastSignIn.run(new Date().toISOString(), userId),
    close: () => void connection.close(),
  };
}
