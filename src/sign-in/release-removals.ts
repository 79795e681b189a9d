import { actorProblem } from '../audit/actor';
import { InvalidInputError } from '../errors';
import { createFault } from '../validation/faults';
import { TenantLock } from '../store/tenant-lock';
import { runInTransaction } from '../database/unit-of-work';
import type { ProvisioningContext } from '../context';

/**
 * Releases held removals: at the next sign-in, each affected user loses the grants that the user's groups do not give.
 *
 * @throws {InvalidInputError} `options_invalid`
 */
export async function releaseHeldRemovals(
  { database, options, auditLog, events }: ProvisioningContext,
  tenant: string,
  actor: string | null | undefined,
): Promise<void> {
  const problem = actor == null ? undefined : actorProblem(actor);
  if (problem !== undefined) {
    const fault = createFault(['actor'], problem);
    throw new InvalidInputError('options_invalid', 'Held removals cannot be released', [fault]);
  }
  await runInTransaction(database, tenant, async (manager) => {
    const at = new Date();
    const lock = await TenantLock.acquire(manager, options, tenant);
    await lock.releaseRemovals(at);
    await auditLog.record(manager, at, [
      { type: 'removalsReleased', tenant, actor: actor ?? null, details: {} },
    ]);
  });
  events.emit('removalsReleased', { tenant, actor: actor ?? null });
}
