import type { ProvisioningContext } from '../context';
import { retryOnConflict } from '../database/retry';
import { runInTransaction } from '../database/unit-of-work';
import type { UserBase } from '../entities/user';
import { checkTenant, DEFAULT_TENANT } from '../http/tenant';
import { findDormantUsers, type DormantRow } from '../store/dormant-users';
import { TenantLock } from '../store/tenant-lock';
import { parseDuration, type Duration } from '../validation/duration';
import { decideDeactivation, isLastOwner, writeActivation } from './activation';
import { emitActivation, type ActivationResult } from './change-activation';
import { validateCallOptions } from './call-options';

/** The users whom `jit.dormant` yields. */
export interface DormantOptions {
  /** @default 'default' */
  tenant?: string;
  /** How long ago the last sign-in is, at least a day: milliseconds, or text such as `'90d'`. */
  since: Duration;
}

/** The users whom `jit.deactivateDormant` deactivates. */
export interface DeactivateDormantOptions extends DormantOptions {
  /** The actor, for the audit log: 1 to 320 characters, not beginning with `provider:`. */
  actor: string;
  /**
   * The reason for the audit log: 1 to 1,000 characters.
   *
   * @default 'dormant'
   */
  reason?: string;
}

/** An active user who has not signed in for some time. */
export type DormantUser = Pick<
  UserBase,
  'id' | 'email' | 'firstName' | 'lastName' | 'tenantOwner' | 'lastSignInAt' | 'createdAt'
>;

/** What `jit.deactivateDormant` has done. */
export interface DeactivatedDormant {
  /** How many users were deactivated. */
  deactivated: number;
  /** How many dormant users stay active: the tenant's last owner, and break-glass users. */
  kept: { lastOwner: number; breakGlass: number };
}

const PAGE_SIZE = 500;
/** How many users one transaction deactivates; the sign-ins of the tenant that remove grants wait for its lock. */
const BATCH_SIZE = 50;

/**
 * Yields the dormant users of a tenant, by id. They are read in pages while the iteration goes on.
 *
 * @throws {InvalidInputError} `options_invalid`
 */
export function dormant(context: ProvisioningContext, options: DormantOptions): AsyncIterable<DormantUser> {
  validateCallOptions(options, 'jit.dormant cannot use its options', {
    required: ['since'],
    optional: ['tenant'],
  });
  checkTenant(options.tenant ?? DEFAULT_TENANT);
  return dormantUsers(context, options);
}

async function* dormantUsers(
  context: ProvisioningContext,
  options: DormantOptions,
): AsyncGenerator<DormantUser> {
  for await (const page of pages(context, options, PAGE_SIZE)) {
    for (const { id, email, firstName, lastName, tenantOwner, lastSignInAt, createdAt } of page)
      yield { id, email, firstName, lastName, tenantOwner, lastSignInAt, createdAt };
  }
}

/**
 * Deactivates the dormant users of a tenant in batches, but never its last owner or a break-glass user.
 *
 * @throws {InvalidInputError} `options_invalid`
 */
export async function deactivateDormant(
  context: ProvisioningContext,
  options: DeactivateDormantOptions,
): Promise<DeactivatedDormant> {
  validateCallOptions(options, 'jit.deactivateDormant cannot use its options', {
    required: ['since', 'actor'],
    optional: ['tenant', 'reason'],
  });
  const { actor, reason = 'dormant' } = options;
  const source = { provider: null, actor, reason };
  const total: DeactivatedDormant = { deactivated: 0, kept: { lastOwner: 0, breakGlass: 0 } };
  for await (const page of pages(context, options, BATCH_SIZE)) {
    const { results, kept } = await deactivateBatch(context, page, {
      ...source,
      before: readBefore(context, options),
    });
    total.deactivated += results.length;
    total.kept.lastOwner += kept.lastOwner;
    total.kept.breakGlass += kept.breakGlass;
    for (const result of results) emitActivation(context.events, result, source);
  }
  return total;
}

async function* pages(
  context: ProvisioningContext,
  options: DormantOptions,
  limit: number,
): AsyncGenerator<DormantRow[]> {
  const { database, options: resolved } = context;
  const tenant = checkTenant(options.tenant ?? DEFAULT_TENANT);
  const before = readBefore(context, options);
  let after: string | undefined;
  for (;;) {
    const position = after;
    const rows = await database.read(tenant, (manager) =>
      findDormantUsers(manager, resolved.entities, { tenant, before, after: position, limit }),
    );
    yield rows.filter(({ isDeleted }) => !isDeleted);
    if (rows.length < limit) return;
    after = rows.at(-1)!.id;
  }
}

/** A stored sign-in may be older than the user's last one by the option `lastSignInPrecision`. */
function readBefore({ options }: ProvisioningContext, { since }: DormantOptions): Date {
  return new Date(Date.now() - parseDuration(since)! - options.lastSignInPrecision);
}

interface Batch {
  results: ActivationResult[];
  kept: DeactivatedDormant['kept'];
}

async function deactivateBatch(
  context: ProvisioningContext,
  page: readonly DormantRow[],
  { before, ...source }: { before: Date; provider: null; actor: string; reason: string },
): Promise<Batch> {
  const { database, options, reader } = context;
  const [first] = page;
  if (first === undefined) return { results: [], kept: { lastOwner: 0, breakGlass: 0 } };
  const { tenant } = first;
  return retryOnConflict(database, () =>
    runInTransaction(database, tenant, async (manager) => {
      const batch: Batch = { results: [], kept: { lastOwner: 0, breakGlass: 0 } };
      const lock = await TenantLock.acquire(manager, options, tenant);
      for (const { id } of page) {
        // The user may have signed in since the page was read.
        const [user] = await findDormantUsers(manager, options.entities, { tenant, before, id, limit: 1 });
        if (user === undefined || user.isDeleted) continue;
        const isBreakGlass = options.rules.isBreakGlass(user);
        const facts = { isLastOwner: await isLastOwner(lock, user), isBreakGlass };
        const decision = decideDeactivation(user, source, facts);
        if (isBreakGlass) batch.kept.breakGlass += 1;
        else if (decision.kind === 'refuse') batch.kept.lastOwner += 1;
        else {
          await writeActivation(context, manager, user, { decision, source });
          batch.results.push({ user: (await reader.loadUser(manager.queryRunner!, id))!, decision });
        }
      }
      return batch;
    }),
  );
}
