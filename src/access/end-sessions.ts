import type { EntityManager } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import type { ProvisioningEvents } from '../events';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { endProviderSessions, endTenantSessions, endUserSessions } from '../store/session-generations';
import { terminateSession } from '../store/terminated-sessions';
import { findUserOfTenant } from './find-user';
import { validateCallOptions } from './call-options';

/** The actor who ends sessions, and the reason. */
interface EndSessionsDetails {
  /** The actor, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
  /** The reason for the audit log: 1 to 1,000 characters. */
  reason: string;
}

/** Ends the sessions of one user. */
export interface UserSessions extends EndSessionsDetails {
  userId: string;
  /** @default 'default' */
  tenant?: string;
  provider?: never;
}

/** Ends the sessions of a tenant. */
export interface TenantSessions extends EndSessionsDetails {
  userId?: never;
  tenant: string;
  /**
   * Ends only the sessions that began at this provider.
   *
   * @default all providers
   */
  provider?: string;
}

/** The sessions that `jit.endSessions` ends. */
export type EndSessionsOptions = UserSessions | TenantSessions;

/**
 * Ends sessions: the next request of each is without a user, on every instance. A sign-in that has already read its
 * user is refused as well.
 *
 * @throws {InvalidInputError} `options_invalid`
 * @throws {ProvisioningError} `user_not_found`, `tenant_invalid`
 */
export async function endSessions(context: ProvisioningContext, options: EndSessionsOptions): Promise<void> {
  // Checks for the key and not for its value: `userId: undefined` must not end the sessions of the whole tenant.
  const isOfUser = typeof options === 'object' && options !== null && 'userId' in options;
  validateCallOptions(
    options,
    'jit.endSessions cannot use its options',
    isOfUser
      ? { required: ['userId', 'actor', 'reason'], optional: ['tenant'] }
      : { required: ['tenant', 'actor', 'reason'], optional: ['provider'] },
  );
  const { database, events } = context;
  const { userId = null, provider = null, actor, reason } = options;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const ended = { tenant, userId, provider, sid: null, actor, reason };
  await retryOnConflict(database, () =>
    runInTransaction(database, tenant, async (manager) => {
      if (userId !== null) await findUserOfTenant(context.options.entities, manager, tenant, userId);
      await writeSessionsEnded(context, manager, ended);
    }),
  );
  events.emit('sessionsEnded', ended);
}

/** Ends sessions, with the audit event. A user must exist. */
export async function writeSessionsEnded(
  { database, options, auditLog }: ProvisioningContext,
  manager: EntityManager,
  { tenant, userId, provider, sid, actor, reason }: ProvisioningEvents['sessionsEnded'],
): Promise<void> {
  const { entities, maxSessionAge: maxAge } = options;
  if (sid !== null && provider !== null)
    await terminateSession(database, entities, manager, { tenant, provider, sid, maxAge });
  else if (userId !== null) await endUserSessions(database, entities, manager, userId);
  else if (provider !== null) await endProviderSessions(entities, manager, { tenant, provider });
  else await endTenantSessions(entities, manager, tenant);
  const details = { reason, ...(sid === null ? {} : { sid }) };
  await auditLog.record(manager, new Date(), [
    { type: 'sessionsEnded', tenant, actor, provider, user: userId, details },
  ]);
}
