import { createHash } from 'node:crypto';

/**
 * The key under which the audit log counts repeated events on one row: equal for equal events of one minute. A user who
 * signs in again and again cannot fill the audit log.
 *
 * @param identifying the values that make two events equal, besides type, tenant, provider and user
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
