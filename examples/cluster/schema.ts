import { mapping } from '../demo/mapping';
import { openDatabase } from './database';
import { createClusterProvisioning } from './provisioning';
import { SamlRequestCache } from './saml-requests';

/** The table of connect-pg-simple, whose own option to make it is not for several instances that start at once. */
const SESSIONS = `
  CREATE TABLE IF NOT EXISTS session (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL);
  CREATE INDEX IF NOT EXISTS session_expire ON session (expire);
`;

/** Makes the tables and the first settings, once and before any instance starts. In production these are migrations. */
export async function prepareDatabase(url: string): Promise<void> {
  const { dataSource, pool, close } = await openDatabase(url, { synchronize: true });
  try {
    await pool.query(SESSIONS);
    await pool.query(SamlRequestCache.TABLE);
    const jit = createClusterProvisioning(dataSource);
    const { version } = await jit.settings.get();
    // From then on they are the owners' to change.
    if (version > 0) return;
    await jit.settings.update(
      { justInTime: true, enhancedSync: true, groupAttribute: 'groups', mapping },
      { version, actor: 'the cluster example' },
    );
  } finally {
    await close();
  }
}
