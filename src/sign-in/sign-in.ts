import type { VerifiedIdentity } from '../identity/verified-identity';
import { ProvisioningError } from '../errors';
import { plan, takesAway } from '../plan/plan';
import { retryingConflicts } from '../store/conflicts';
import { inTransaction } from '../store/transaction';
import { applySignIn, TenantLockNeeded } from './apply-sign-in';
import { leave } from './leave';
import { denied, type Outcome } from './outcome';
import { denialDetails, recordDenial } from './record';
import { Arrival, type Parts, type ProviderOptions } from './sight';
import { tell } from './tell';

/**
 * One sign-in: read, plan, apply. A sign-in that changes nothing ends after the first read; one that changes something
 * reads and plans again inside the transaction that writes it, behind the locks that keep others out meanwhile.
 *
 * @throws {ProvisioningError} `subject_transient`, `subject_invalid`
 */
export async function signIn(
  parts: Parts,
  identity: VerifiedIdentity,
  provider: ProviderOptions,
  tenant: string,
): Promise<Outcome> {
  const arrival = await arrivalOf(parts, identity, provider, tenant);
  const outcome = await retryingConflicts(() => attempt(parts, arrival));
  tell(parts.events, arrival.key, outcome);
  return outcome;
}

/** Somebody whose subject cannot be used is nobody, but that they came is recorded: it is for an administrator to mend. */
async function arrivalOf(
  parts: Parts,
  identity: VerifiedIdentity,
  provider: ProviderOptions,
  tenant: string,
): Promise<Arrival> {
  try {
    return new Arrival(parts, identity, provider, tenant);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    const { code } = error;
    const key = { tenant, provider: provider.provider, subject: null };
    await inTransaction(parts.options.dataSource, (manager) =>
      recordDenial(parts, manager, { key, identity }, { code, email: identity.email }),
    );
    throw error;
  }
}

async function attempt(parts: Parts, arrival: Arrival): Promise<Outcome> {
  const { dataSource } = parts.options;
  const sight = await arrival.look(dataSource);
  if (sight.known === undefined) return change(parts, arrival, undefined, false);

  const wish = plan(sight.situation);
  if (wish.changes.length > 0 || wish.notes.length > 0) {
    return change(parts, arrival, sight.known.user.id, takesAway(wish));
  }
  if (wish.decision === 'deny') {
    await inTransaction(dataSource, (manager) =>
      recordDenial(parts, manager, arrival, denialDetails(sight, wish)),
    );
    return denied(wish);
  }
  const left = await leave(parts, arrival, sight, sight.known, wish);
  return left ?? change(parts, arrival, sight.known.user.id, false);
}

async function change(
  parts: Parts,
  arrival: Arrival,
  userId: string | undefined,
  locksTenant: boolean,
): Promise<Outcome> {
  try {
    return await inTransaction(parts.options.dataSource, (manager) =>
      applySignIn(parts, manager, arrival, userId, locksTenant),
    );
  } catch (error) {
    // Locks are taken in one order, the tenant's first; so a need for it that shows only later begins again.
    if (error instanceof TenantLockNeeded) return change(parts, arrival, error.userId, true);
    throw error;
  }
}
