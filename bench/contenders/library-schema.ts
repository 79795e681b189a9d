import { DataSource } from 'typeorm';
import { entities } from 'passport-jit';
import { ISSUER, PROVIDER, ROLES, TENANT, type Company } from '../company';
import { seedSql } from '../database/seed-sql';
import { countRows, withConnection } from '../database/query';
import { typeormOptions, type Database } from '../database/server';
import type { Schema } from './contender';

/** The library's tables and indexes, which the baseline and the hand-written callback use as well. */
export const librarySchema: Schema = {
  async fill(database, company) {
    const options = { ...typeormOptions(database), entities: Object.values(entities), synchronize: true };
    await (await new DataSource(options).initialize()).destroy();
    await withConnection(database, async (query) => {
      for (const statement of seedStatements(database, company)) await query(statement);
    });
  },

  countRowsOf(database, { subject, email }) {
    const user = `SELECT id FROM jit_users WHERE email = '${email}'`;
    return countRows(database, {
      users: user,
      identities: `SELECT id FROM jit_identities WHERE subject = '${subject}'`,
      memberships: `SELECT id FROM jit_memberships WHERE "userId" IN (${user})`,
    });
  },
};

function seedStatements(database: Database, { users, teams, groupsPerUser, stride }: Company): string[] {
  const { id, numbers, jsonArray, sortedList, sha256, before, after } = seedSql(database);
  const now = `'${new Date().toISOString()}'`;
  const group = `'Group ' || ((p.n + place.n * ${stride}) % ${teams})`;
  // The JSON text of the sorted names: none of them has a character that JSON escapes.
  const sortedGroups = `'["' || (SELECT ${sortedList(group, '","')} FROM ${numbers(groupsPerUser)} AS place) || '"]'`;
  const number = `CAST(substr("emailKey", 8, length("emailKey") - 19) AS int)`;
  const role = `CASE t.team % ${ROLES.length} ${ROLES.map((name, i) => `WHEN ${i} THEN '${name}'`).join(' ')} END`;

  return [
    ...before,
    `INSERT INTO jit_teams ("id", "tenant", "name") SELECT ${id}, '${TENANT}', 'Team ' || n FROM ${numbers(teams)} AS teams`,
    `INSERT INTO jit_users ("id", "tenant", "email", "emailKey", "firstName", "lastName", "identityProviderGroups",
        "groupsHash", "groupsState", "lastSignInAt", "lastSyncedAt", "createdAt")
     SELECT ${id}, '${TENANT}', 'person-' || p.n || '@example.com', 'person-' || p.n || '@example.com', 'Person ' || p.n,
        'Example', (SELECT ${jsonArray(group)} FROM ${numbers(groupsPerUser)} AS place),
        ${sha256(sortedGroups)}, 'present', ${now}, ${now}, ${now}
     FROM ${numbers(users)} AS p`,
    `INSERT INTO jit_identities ("id", "tenant", "provider", "subject", "subjectHash", "issuer", "groupAttribute",
        "groups", "groupsHash", "groupsState", "lastSyncedAt", "createdAt", "userId")
     SELECT ${id}, '${TENANT}', '${PROVIDER}', 'person-' || ${number}, ${sha256(`'person-' || ${number}`)}, '${ISSUER}', 'groups',
        "identityProviderGroups", "groupsHash", "groupsState", "lastSyncedAt", ${now}, id FROM jit_users`,
    `INSERT INTO jit_memberships ("id", "source", "provider", "groupName", "entry", "mappingVersion", "grantedAt",
        "userId", "teamId", "role")
     SELECT ${id}, 'mapping', '${PROVIDER}', 'Group ' || t.team, t.team, 1, ${now}, u.id, t.id, ${role}
     FROM (SELECT id, ${number} AS number FROM jit_users) AS u
     CROSS JOIN ${numbers(groupsPerUser)} AS place
     JOIN (SELECT id, CAST(substr(name, 6) AS int) AS team FROM jit_teams) AS t
       ON t.team = (u.number + place.n * ${stride}) % ${teams}`,
    ...after,
  ];
}
