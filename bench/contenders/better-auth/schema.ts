import { ISSUER, PROVIDER } from '../../company';
import { seedSql } from '../../database/seed-sql';
import { countRows, withConnection } from '../../database/query';
import type { Schema } from '../contender';
import { openAuth } from './auth';
import { ENDPOINTS } from './identity-provider';

const ORGANIZATION = 'example';

/** better-auth's tables, with the indexes for the queries of a sign-in that its migrations omit. */
export const betterAuthSchema: Schema = {
  async fill(database, { users }) {
    const auth = await openAuth(database);
    await auth.migrate();
    await auth.close();

    const { id, numbers, before, after } = seedSql(database);
    const now = `'${new Date().toISOString()}'`;
    const config = JSON.stringify({
      ...ENDPOINTS,
      clientId: 'client',
      clientSecret: 'secret',
      pkce: false,
      tokenEndpointAuthentication: 'client_secret_basic',
    });
    const statements = [
      ...before,
      'CREATE INDEX account_key ON "account" ("providerId", "accountId")',
      'CREATE INDEX member_key ON "member" ("organizationId", "userId")',
      `INSERT INTO "user" ("id", "name", "email", "emailVerified", "createdAt", "updatedAt")
       SELECT ${id}, 'Person ' || p.n || ' Example', 'person-' || p.n || '@example.com', true, ${now}, ${now} FROM ${numbers(users)} AS p`,
      `INSERT INTO "organization" ("id", "name", "slug", "createdAt") VALUES ('${ORGANIZATION}', 'Example', 'example', ${now})`,
      `INSERT INTO "ssoProvider" ("id", "issuer", "oidcConfig", "userId", "providerId", "organizationId", "domain")
       SELECT '${PROVIDER}', '${ISSUER}', '${config}', "id", '${PROVIDER}', '${ORGANIZATION}', 'example.com' FROM "user"
       WHERE "email" = 'person-0@example.com'`,
      `INSERT INTO "account" ("id", "accountId", "providerId", "userId", "createdAt", "updatedAt")
       SELECT ${id}, substr("email", 1, length("email") - 12), '${PROVIDER}', "id", ${now}, ${now} FROM "user"`,
      `INSERT INTO "member" ("id", "organizationId", "userId", "role", "createdAt")
       SELECT ${id}, '${ORGANIZATION}', "id", 'member', ${now} FROM "user"`,
      ...after,
    ];
    await withConnection(database, async (query) => {
      for (const statement of statements) await query(statement);
    });
  },

  countRowsOf(database, { subject, email }) {
    const user = `SELECT "id" FROM "user" WHERE "email" = '${email}'`;
    return countRows(database, {
      users: user,
      identities: `SELECT "id" FROM "account" WHERE "accountId" = '${subject}'`,
      memberships: `SELECT "id" FROM "member" WHERE "userId" IN (${user})`,
    });
  },
};
