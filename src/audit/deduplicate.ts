import { createHash } from 'node:crypto';

/**
 * The key under which the audit log counts repeated events on one row: equal for events of one minute that are the same.
 * So a user who signs in over and over cannot fill the audit log.
 *
 * @param identifying what makes two events the same, beside their type, tenant, provider and user
 */
export function dedupeKey(
  { type, tenant, provider, user }: DedupedEvent,
  at: Date,
  identifying: readonly (string | null | undefined)[],
): string {
  const minute = Math.floor(at.getTime() / 60_000);
  const key = JSON.stringify([type, tenant, provider, user, minute, ...identifying]);
  return createHash('sha256').update(key).digest('hex');
}

interface DedupedEvent {
  type: string;
  tenant: string;
  provider?: string | null;
  user?: string | null;
}
