import { findUserOfTenant } from '../access/find-user';
import { validateCallOptions } from '../access/call-options';
import type { ProvisioningContext } from '../context';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import { runWrite } from '../database/write';
import type { EntityManager } from 'typeorm';
import { ProvisioningError } from '../errors';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { endUserSessions } from '../store/session-generations';
import { IdentityRows, type IdentityRow } from './identity-rows';
import type {
  IdentitiesApi,
  LinkedIdentity,
  LinkOptions,
  ListIdentitiesOptions,
  UnlinkOptions,
} from './identities-api';

export function createIdentitiesApi(context: ProvisioningContext): IdentitiesApi {
  return {
    list: (userId, options = {}) => list(context, userId, options),
    link: (options) => link(context, options, { method: 'link' }),
    unlink: (options) => unlink(context, options),
    relink: (options) => link(context, options, { method: 'relink' }),
  };
}

async function list(
  { database, options: { entities } }: ProvisioningContext,
  userId: string,
  { tenant: tenantOption }: ListIdentitiesOptions,
): Promise<LinkedIdentity[]> {
  const tenant = checkTenant(tenantOption ?? DEFAULT_TENANT);
  return runInTransaction(database, tenant, async (manager) => {
    const { id } = await findUserOfTenant(entities, manager, tenant, userId);
    const rows = await new IdentityRows(database, entities, manager).ofUser(id);
    return rows.map(({ provider, subject, issuer, createdAt, lastSyncedAt }) => ({
      provider,
      subject,
      issuer,
      linkedAt: createdAt,
      lastSyncedAt,
    }));
  });
}

async function link(
  context: ProvisioningContext,
  options: LinkOptions,
  { method }: { method: 'link' | 'relink' },
): Promise<void> {
  validateCallOptions(options, `jit.identities.${method} cannot use its options`, {
    required: ['userId', 'provider', 'subject', 'issuer', 'actor'],
    optional: ['tenant'],
  });
  const { database } = context;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  // Of two calls for one identity, or of a call and a first sign-in, the second one finds the row of the first.
  await retryOnConflict(database, () =>
    runInTransaction(database, tenant, (manager) =>
      writeLink(context, manager, { ...options, tenant }, { replacesOthers: method === 'relink' }),
    ),
  );
}

async function writeLink(
  context: ProvisioningContext,
  manager: EntityManager,
  { tenant, userId, provider, subject, issuer, actor }: LinkOptions & { tenant: string },
  { replacesOthers }: { replacesOthers: boolean },
): Promise<void> {
  const { database, auditLog, options } = context;
  const { entities } = options;
  const identities = new IdentityRows(database, entities, manager);
  const { id, invited } = await findUserOfTenant(entities, manager, tenant, userId);
  const key = { tenant, provider, subject };
  const existing = await identities.find(key);
  if (existing?.isDeleted === false) refuseIfTaken(existing, { userId: id, issuer, replacesOthers });
  const isLinked = existing?.isDeleted === false && existing.issuer === issuer;
  const others = replacesOthers ? await identities.ofUser(id) : [];
  const replaced = others.filter((other) => other.provider === provider && other.subject !== subject);
  if (isLinked && replaced.length === 0 && !invited) return;

  await identities.delete(replaced);
  if (existing === undefined) await identities.insert({ ...key, issuer, userId: id });
  else if (!isLinked) await identities.reuse(existing, { issuer, userId: id });
  if (invited) {
    const columns = { invited: false };
    await runWrite(database.dialect, manager, database.table(entities.User).update(manager, columns, { id }));
  }
  if (replacesOthers) await endUserSessions(database, entities, manager, id);
  const previous = replaced.map((other) => ({ subject: other.subject, issuer: other.issuer }));
  const details = { subject, issuer, ...(previous.length === 0 ? {} : { replaced: previous }) };
  await auditLog.record(manager, new Date(), [
    { type: 'identityLinked', tenant, provider, actor, user: id, details },
  ]);
}

/** @throws {ProvisioningError} `identity_taken` */
function refuseIfTaken(
  existing: IdentityRow,
  { userId, issuer, replacesOthers }: { userId: string; issuer: string; replacesOthers: boolean },
): void {
  const taken = (message: string) => new ProvisioningError('identity_taken', message, { status: 409 });
  if (existing.userId !== userId)
    throw taken('Another user has this identity. Unlink it from that user first.');
  if (existing.issuer !== issuer && !replacesOthers)
    throw taken(
      'The user has this identity with another issuer. Replace it with jit.identities.relink if the provider is the same.',
    );
}

async function unlink(context: ProvisioningContext, options: UnlinkOptions): Promise<boolean> {
  validateCallOptions(options, 'jit.identities.unlink cannot use its options', {
    required: ['userId', 'provider', 'subject', 'actor'],
    optional: ['tenant'],
  });
  const { database, auditLog, options: resolved } = context;
  const { entities } = resolved;
  const { userId, provider, subject, actor } = options;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  return retryOnConflict(database, () =>
    runInTransaction(database, tenant, async (manager) => {
      const { id } = await findUserOfTenant(entities, manager, tenant, userId);
      const identities = new IdentityRows(database, entities, manager);
      const existing = await identities.find({ tenant, provider, subject });
      if (existing === undefined || existing.isDeleted || existing.userId !== id) return false;
      await identities.delete([existing]);
      await endUserSessions(database, entities, manager, id);
      const details = { subject, issuer: existing.issuer };
      await auditLog.record(manager, new Date(), [
        { type: 'identityUnlinked', tenant, provider, actor, user: id, details },
      ]);
      return true;
    }),
  );
}
