import type { EntityManager } from 'typeorm';
import type { ProvisioningContext } from '../context';
import { runQuery } from '../database/read-rows';
import { runInTransaction } from '../database/unit-of-work';
import { ProvisioningError } from '../errors';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { findAdoption, isOpen, type AdoptionRow } from '../store/adoptions';
import { endProviderSessions } from '../store/session-generations';
import type { AdoptionApi, AdoptionStatus, StartAdoptionOptions, StopAdoptionOptions } from './adoption-api';
import { validateStart, validateStop } from './adoption-input';
import { rehearse } from './rehearse';

export function createAdoptionApi(context: ProvisioningContext): AdoptionApi {
  return {
    start: (options) => start(context, options),
    status: ({ tenant, provider }) =>
      context.database.read(checkTenant(tenant ?? DEFAULT_TENANT), (manager) =>
        loadStatus(context, manager, { tenant: tenant ?? DEFAULT_TENANT, provider }),
      ),
    stop: (options) => stop(context, options),
    rehearse: (options) => rehearse(context, options),
  };
}

async function start(context: ProvisioningContext, options: StartAdoptionOptions): Promise<AdoptionStatus> {
  validateStart(options);
  const { database, auditLog, options: resolved } = context;
  const { Adoption } = resolved.entities;
  const { provider, from = null, includeOwners = false, until, actor } = options;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const key = { tenant, provider };
  return runInTransaction(database, tenant, async (manager) => {
    const now = new Date();
    const previous = await findAdoption(manager, resolved.entities, key);
    if (previous !== undefined && isOpen(previous, now.getTime())) {
      const message = `An adoption at the provider "${provider}" is open until ${previous.until.toISOString()}. Stop it first.`;
      throw new ProvisioningError('adoption_open', message, { status: 409 });
    }
    const columns = { fromProvider: from, includeOwners, until, startedAt: now, startedBy: actor };
    await manager
      .createQueryBuilder()
      .insert()
      .into(Adoption)
      .values({ ...key, ...columns, stoppedAt: null })
      .orUpdate(columnNames(manager, Adoption, [...Object.keys(columns), 'stoppedAt']), [
        ...columnNames(manager, Adoption, ['tenant', 'provider']),
      ])
      .updateEntity(false)
      .callListeners(false)
      .execute();
    const details = { from, match: 'email', includeOwners, until: until.toISOString() };
    await auditLog.record(manager, now, [{ type: 'adoptionStarted', tenant, provider, actor, details }]);
    return (await loadStatus(context, manager, key))!;
  });
}

async function stop(
  context: ProvisioningContext,
  options: StopAdoptionOptions,
): Promise<AdoptionStatus | undefined> {
  validateStop(options);
  const { database, auditLog, options: resolved } = context;
  const { provider, unlinkFrom = false, actor } = options;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const key = { tenant, provider };
  return runInTransaction(database, tenant, async (manager) => {
    const adoption = await findAdoption(manager, resolved.entities, key);
    if (adoption === undefined) return undefined;
    const now = new Date();
    const { fromProvider } = adoption;
    const isOpenNow = isOpen(adoption, now.getTime());
    const unlinks = unlinkFrom && fromProvider !== null;
    if (isOpenNow) {
      const update = manager.createQueryBuilder().update(resolved.entities.Adoption);
      await update.set({ stoppedAt: now }).where(key).callListeners(false).execute();
    }
    const unlinked = unlinks ? await unlinkAll(context, manager, { tenant, provider: fromProvider }) : 0;
    if (isOpenNow || unlinks) {
      const details = { from: fromProvider, unlinkFrom: unlinks, unlinked };
      await auditLog.record(manager, now, [{ type: 'adoptionStopped', tenant, provider, actor, details }]);
    }
    return loadStatus(context, manager, key);
  });
}

/** Removes all identities at a provider, softly where the class has `@DeleteDateColumn`, and ends its sessions. */
async function unlinkAll(
  { options: { entities } }: ProvisioningContext,
  manager: EntityManager,
  key: { tenant: string; provider: string },
): Promise<number> {
  const { deleteDateColumn } = manager.getRepository(entities.Identity).metadata;
  const builder = manager.createQueryBuilder();
  const removal =
    deleteDateColumn === undefined
      ? builder.delete().from(entities.Identity)
      : builder.softDelete().from(entities.Identity);
  const { affected } = await removal.where(key).callListeners(false).execute();
  await endProviderSessions(entities, manager, key);
  return affected ?? 0;
}

async function loadStatus(
  context: ProvisioningContext,
  manager: EntityManager,
  key: { tenant: string; provider: string },
): Promise<AdoptionStatus | undefined> {
  const adoption = await findAdoption(manager, context.options.entities, key);
  if (adoption === undefined) return undefined;
  const { provider, fromProvider, includeOwners, startedAt, startedBy, until } = adoption;
  return {
    provider,
    from: fromProvider,
    includeOwners,
    startedAt,
    startedBy,
    until,
    isOpen: isOpen(adoption, Date.now()),
    ...(await countUsers(context, manager, adoption)),
  };
}

/** The active users of the tenant with an identity at the provider, and those who are still to be linked. */
async function countUsers(
  { options: { entities } }: ProvisioningContext,
  manager: EntityManager,
  { tenant, provider, fromProvider }: AdoptionRow,
): Promise<Pick<AdoptionStatus, 'linked' | 'remaining'>> {
  const users = () =>
    manager
      .createQueryBuilder(entities.User, 'u')
      .select('COUNT(*)', 'count')
      .where({ tenant, active: true });
  const hasIdentity = (parameter: string) =>
    `EXISTS ${users()
      .subQuery()
      .select('1')
      .from(entities.Identity, 'i')
      .where(`i.userId = u.id AND i.provider = :${parameter}`)
      .getQuery()}`;
  const linked = users().andWhere(hasIdentity('provider'), { provider });
  const remaining = users().andWhere(`NOT ${hasIdentity('provider')}`, { provider });
  if (fromProvider !== null) remaining.andWhere(hasIdentity('from'), { from: fromProvider });
  const count = async (query: typeof linked) =>
    Number((await runQuery<{ count: unknown }>(manager, query))[0]?.count ?? 0);
  return { linked: await count(linked), remaining: await count(remaining) };
}

function columnNames(
  manager: EntityManager,
  entity: new () => object,
  properties: readonly string[],
): string[] {
  const { metadata } = manager.getRepository(entity);
  return properties.map((property) => metadata.findColumnWithPropertyName(property)!.databaseName);
}
