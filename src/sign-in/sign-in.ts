import type { VerifiedIdentity } from '../identity/verified-identity';
import { ProvisioningError } from '../errors';
import { plan } from '../plan/plan';
import { retryOnConflict } from '../database/retry';
import { runUnitOfWork } from '../database/unit-of-work';
import { applySignIn } from './apply';
import { finishUnchanged } from './finish-unchanged';
import { emitOutcome, toDenied, type Outcome } from './outcome';
import { denialDetails, auditDenial } from './audit-entries';
import type { ProvisioningContext } from '../context';
import type { ProviderOptions } from '../options/provider-options';
import { SignInAttempt } from './attempt';

/**
 * One sign-in: read, plan, apply. A sign-in that changes nothing ends after the first read; one that changes something
 * writes on the condition that what it has read is still so, and where it is not, begins again.
 *
 * @throws {ProvisioningError} `subject_transient`, `subject_invalid`
 */
export async function signIn(
  context: ProvisioningContext,
  identity: VerifiedIdentity,
  provider: ProviderOptions,
  tenant: string,
): Promise<Outcome> {
  let attempt: SignInAttempt;
  try {
    attempt = new SignInAttempt(context, identity, provider, tenant);
  } catch (error) {
    // Somebody whose subject cannot be used is nobody, but that they came is recorded: it is for an administrator to mend.
    if (error instanceof ProvisioningError) {
      await auditUnidentified(context, error, { provider: provider.provider, tenant }, identity);
    }
    throw error;
  }
  const outcome = await retryOnConflict(context.database, (isRetry) =>
    attemptOnce(context, attempt, isRetry),
  );
  emitOutcome(context.events, attempt.key, outcome);
  return outcome;
}

/** Records that somebody was refused of whom nothing is sure, not even what the provider calls them. */
export async function auditUnidentified(
  context: ProvisioningContext,
  { code }: ProvisioningError,
  { provider, tenant }: { provider: string; tenant: string },
  { issuer, email }: { issuer: string | null; email?: string | undefined } = { issuer: null },
): Promise<void> {
  const attempt = { key: { tenant, provider, subject: null }, identity: { issuer } };
  await runUnitOfWork(context.database, tenant, ({ manager }) =>
    auditDenial(context, manager, attempt, { code, email }),
  );
}

/** @param isContended whether an attempt has run into somebody else already */
async function attemptOnce(
  context: ProvisioningContext,
  attempt: SignInAttempt,
  isContended: boolean,
): Promise<Outcome> {
  const { database } = context;
  const snapshot = await attempt.load(database.dataSource);
  const applyChanges = () =>
    runUnitOfWork(database, attempt.key.tenant, (work) =>
      applySignIn(context, work, attempt, snapshot, isContended),
    );
  if (snapshot.existing === undefined) return applyChanges();

  const draft = plan(snapshot.input);
  if (draft.changes.length > 0 || draft.notes.length > 0) return applyChanges();
  if (draft.decision === 'deny') {
    await runUnitOfWork(database, attempt.key.tenant, ({ manager }) =>
      auditDenial(context, manager, attempt, denialDetails(snapshot, draft)),
    );
    return toDenied(draft);
  }
  return (await finishUnchanged(context, attempt, snapshot, snapshot.existing, draft)) ?? applyChanges();
}
