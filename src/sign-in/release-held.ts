import { InvalidInputError } from '../errors';
import { nameProblem } from '../mapping/document';
import { TenantLock } from '../store/tenant-lock';
import { inTransaction } from '../store/transaction';
import type { Parts } from './sight';

/**
 * Lets held losses go: everybody who was held until now loses, at the next sign-in, what their groups do not give.
 *
 * @throws {InvalidInputError} `options_invalid`
 */
export async function releaseHeldLosses(
  { options, recorder }: Parts,
  tenant: string,
  actor: string | null | undefined,
): Promise<void> {
  const problem = actor == null ? undefined : nameProblem(actor, 320);
  if (problem !== undefined) {
    const fault = { path: 'actor', message: problem };
    throw new InvalidInputError('options_invalid', 'Held losses cannot be released', [fault]);
  }
  await inTransaction(options.dataSource, tenant, async (manager) => {
    const at = new Date();
    const lock = await TenantLock.take(manager, options, tenant);
    await lock.release(at);
    await recorder.record(manager, at, [{ type: 'released', tenant, actor: actor ?? null, details: {} }]);
  });
}
