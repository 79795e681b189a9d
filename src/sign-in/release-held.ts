import { TenantLock } from '../store/tenant-lock';
import { inTransaction } from '../store/transaction';
import type { Parts } from './sight';

/** Lets held losses go: everybody who was held until now loses, at the next sign-in, what their groups do not give. */
export async function releaseHeldLosses(
  { options, recorder }: Parts,
  tenant: string,
  actor: string | undefined,
): Promise<void> {
  await inTransaction(options.dataSource, tenant, async (manager) => {
    const at = new Date();
    const lock = await TenantLock.take(manager, options, tenant);
    await lock.release(at);
    await recorder.record(manager, at, [{ type: 'released', tenant, actor: actor ?? null, details: {} }]);
  });
}
