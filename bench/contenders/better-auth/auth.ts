import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { ISSUER } from '../../company';
import { openSqlite } from '../../database/query';
import { POOL_SIZE, type Database } from '../../database/server';

/** better-auth, set up for single sign-on into an organization as its documentation describes. */
export async function openAuth(database: Database) {
  // ES modules, which only the benchmark installs.
  const [{ betterAuth }, { organization }, { sso }, { getMigrations }] = await Promise.all([
    import('better-auth'),
    import('better-auth/plugins'),
    import('@better-auth/sso'),
    import('better-auth/db/migration'),
  ]);
  const connection =
    database.type === 'sqlite'
      ? openSqlite(database.file)
      : new Pool({ ...database.connection, max: POOL_SIZE });
  const options = {
    database: connection,
    secret: randomBytes(32).toString('base64'),
    baseURL: 'https://app.example.com',
    // Without it, better-auth looks up the provider's host in the DNS at every sign-in.
    trustedOrigins: [ISSUER],
    account: { storeStateStrategy: 'cookie' as const },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [organization(), sso({ organizationProvisioning: { defaultRole: 'member' } })],
  };
  return {
    api: betterAuth(options).api,
    migrate: async () => (await getMigrations(options)).runMigrations(),
    close: async () => void (connection instanceof Pool ? await connection.end() : connection.close()),
  };
}
