import { hash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database';
import { countRows } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import { deleteExpiredRows } from './expired-rows';
import { endProviderSessions } from './session-generations';

/** How many terminated sessions of a tenant are kept. */
const MAX_SESSIONS = 100_000;
/** How much longer than the session a row is kept, because the clocks of instances differ. */
const MARGIN_MS = 24 * 60 * 60_000;

/** The `sid` of a provider in the form in which it is looked up. */
export function sidHash(sid: string): string {
  return hash('sha256', sid);
}

/**
 * Terminates one session of a provider. Beyond 100,000 of a tenant, all sessions of the provider end instead, and the
 * rows of the provider are deleted: a new generation makes each of those sessions invalid.
 *
 * @param maxAge of a session, in milliseconds
 */
export async function terminateSession(
  database: Database,
  entities: EntitySet,
  manager: EntityManager,
  { tenant, provider, sid, maxAge }: { tenant: string; provider: string; sid: string; maxAge: number },
): Promise<void> {
  const { TerminatedSession } = entities;
  await deleteExpiredRows(database, manager, TerminatedSession, tenant);
  if ((await countRows(manager, TerminatedSession, { tenant })) >= MAX_SESSIONS) {
    await endProviderSessions(entities, manager, { tenant, provider });
    await manager
      .createQueryBuilder()
      .delete()
      .from(TerminatedSession)
      .where({ tenant, provider })
      .callListeners(false)
      .execute();
    return;
  }
  const { metadata } = manager.getRepository(TerminatedSession);
  const columns = (...properties: string[]) =>
    properties.map((property) => metadata.findColumnWithPropertyName(property)!.databaseName);
  await manager
    .createQueryBuilder()
    .insert()
    .into(TerminatedSession)
    .values({ tenant, provider, sidHash: sidHash(sid), expiresAt: new Date(Date.now() + maxAge + MARGIN_MS) })
    .orUpdate(columns('expiresAt'), columns('tenant', 'provider', 'sidHash'))
    .updateEntity(false)
    .callListeners(false)
    .execute();
}
