import type { VerifiedIdentity } from '../identity/verified-identity';
import { ProvisioningError } from '../errors';
import { plan } from '../plan/plan';
import { retryingConflicts } from '../store/conflicts';
import { inWork } from '../store/transaction';
import { applySignIn } from './apply-sign-in';
import { leave } from './leave';
import { denied, type Outcome } from './outcome';
import { isOutrun } from './outrun';
import { denialDetails, recordDenial } from './record';
import { Arrival, type Parts, type ProviderOptions } from './sight';
import { tell } from './tell';

/**
 * One sign-in: read, plan, apply. A sign-in that changes nothing ends after the first read; one that changes something
 * writes on the condition that what it has read is still so, and where it is not, begins again.
 *
 * @throws {ProvisioningError} `subject_transient`, `subject_invalid`
 */
export async function signIn(
  parts: Parts,
  identity: VerifiedIdentity,
  provider: ProviderOptions,
  tenant: string,
): Promise<Outcome> {
  let arrival: Arrival;
  try {
    arrival = new Arrival(parts, identity, provider, tenant);
  } catch (error) {
    // Somebody whose subject cannot be used is nobody, but that they came is recorded: it is for an administrator to mend.
    if (error instanceof ProvisioningError) {
      await recordNobody(parts, error, { provider: provider.provider, tenant }, identity);
    }
    throw error;
  }
  const outcome = await retryingConflicts((isAgain) => attempt(parts, arrival, isAgain), isOutrun);
  tell(parts.events, arrival.key, outcome);
  return outcome;
}

/** Records that somebody was refused of whom nothing is sure, not even what the provider calls them. */
export async function recordNobody(
  parts: Parts,
  { code }: ProvisioningError,
  { provider, tenant }: { provider: string; tenant: string },
  { issuer, email }: { issuer: string | null; email?: string | undefined } = { issuer: null },
): Promise<void> {
  const arrival = { key: { tenant, provider, subject: null }, identity: { issuer } };
  await inWork(parts.options.dataSource, tenant, ({ manager }) =>
    recordDenial(parts, manager, arrival, { code, email }),
  );
}

/** @param isContended whether an attempt has run into somebody else already */
async function attempt(parts: Parts, arrival: Arrival, isContended: boolean): Promise<Outcome> {
  const { dataSource } = parts.options;
  const sight = await arrival.look(dataSource);
  const change = () =>
    inWork(dataSource, arrival.key.tenant, (work) => applySignIn(parts, work, arrival, sight, isContended));
  if (sight.known === undefined) return change();

  const wish = plan(sight.situation);
  if (wish.changes.length > 0 || wish.notes.length > 0) return change();
  if (wish.decision === 'deny') {
    await inWork(dataSource, arrival.key.tenant, ({ manager }) =>
      recordDenial(parts, manager, arrival, denialDetails(sight, wish)),
    );
    return denied(wish);
  }
  return (await leave(parts, arrival, sight, sight.known, wish)) ?? change();
}
