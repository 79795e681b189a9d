import { randomUUID } from 'node:crypto';
import { hashOf, PROVIDER, TENANT, type Person } from '../../company';
import { openSqlite } from '../../database/query';
import type { FloorStore, Known, Move } from './index';

export function openSqliteFloor(file: string): FloorStore {
  const connection = openSqlite(file);
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const commit = connection.prepare('COMMIT');
  const rollback = connection.prepare('ROLLBACK');
  const read =
    connection.prepare(`SELECT u.id, u.email, u."firstName", u."lastName", u."tenantOwner", u.active,
      (SELECT json_group_array(json_array(t.name, m.role)) FROM jit_memberships m
         JOIN jit_teams t ON t.id = m."teamId" WHERE m."userId" = u.id) AS teams
    FROM jit_identities i JOIN jit_users u ON u.id = i."userId"
    WHERE i.tenant = ? AND i.provider = ? AND i."subjectHash" = ?`);
  const addUser = connection.prepare(`INSERT INTO jit_users
      (id, tenant, email, "emailKey", "firstName", "lastName", "lastSignInAt", "createdAt")
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const addIdentity = connection.prepare(`INSERT INTO jit_identities
      (id, tenant, provider, subject, "subjectHash", issuer, "userId", "createdAt")
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  // CROSS JOIN has SQLite take the few names first, and find each team by the index.
  const put = connection.prepare(`INSERT INTO jit_memberships (id, "userId", "teamId", role, "grantedAt")
    SELECT wanted.value ->> 0, ?, t.id, wanted.value ->> 2, ? FROM json_each(?) AS wanted
      CROSS JOIN jit_teams t WHERE t.tenant = ? AND t.name = wanted.value ->> 1
    ON CONFLICT ("userId", "teamId") DO UPDATE SET role = excluded.role`);
  const remove = connection.prepare(`DELETE FROM jit_memberships WHERE "userId" = ? AND "teamId" IN
      (SELECT t.id FROM json_each(?) AS lost CROSS JOIN jit_teams t WHERE t.tenant = ? AND t.name = lost.value)`);
  const stamp = connection.prepare('UPDATE jit_users SET "lastSignInAt" = ? WHERE id = ?');

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
    read(subject): Known | undefined {
      const row = read.get(TENANT, PROVIDER, hashOf(subject)) as { id: string; teams: string } | undefined;
      if (row === undefined) return undefined;
      return { userId: row.id, teams: new Map(JSON.parse(row.teams) as [string, string][]) };
    },
    create({ email, subject, issuer, firstName, lastName }: Person, teams) {
      const userId = randomUUID();
      const now = new Date().toISOString();
      inTransaction(() => {
        addUser.run(userId, TENANT, email, email.toLowerCase(), firstName, lastName, now, now);
        addIdentity.run(randomUUID(), TENANT, PROVIDER, subject, hashOf(subject), issuer, userId, now);
        put.run(userId, now, rows(teams), TENANT);
      });
    },
    move(userId, { lost, given }: Move) {
      inTransaction(() => {
        remove.run(userId, JSON.stringify(lost), TENANT);
        put.run(userId, new Date().toISOString(), rows(given), TENANT);
      });
    },
    stamp: (userId) => void stamp.run(new Date().toISOString(), userId),
    close: () => void connection.close(),
  };
}
