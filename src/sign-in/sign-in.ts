import { publish } from '../diagnostics';
import type { VerifiedIdentity } from '../identity/verified-identity';
import { readEmail } from '../identity/email';
import { ProvisioningError, type ErrorCode } from '../errors';
import type { UserBase } from '../entities/user';
import { plan, type Plan } from '../plan/plan';
import { retryOnConflict } from '../database/retry';
import { attachSessionOrigin } from '../session/session-origin';
import { runUnitOfWork } from '../database/unit-of-work';
import { apply } from './apply';
import { finishUnchanged } from './finish-unchanged';
import { attachGroups, emitOutcome, toDenied, type Outcome } from './outcome';
import { denialDetails, auditDenial } from './audit-entries';
import type { ProvisioningContext } from '../context';
import type { ProviderOptions } from '../options/provider-options';
import { SignInAttempt, type SignInSnapshot } from './attempt';
import { gather } from './gather';
import { requirementsOf, type FactRequirements } from './requirements';
import { SignInWork } from './work';

/**
 * One sign-in: load, draft, requirements, gather, plan, apply. A sign-in without changes ends after the first read. A
 * sign-in with changes writes on the condition that the user is still as loaded; otherwise the attempt is retried.
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
    // Without a usable subject there is no identity. The attempt is audited, so that an administrator can fix the provider.
    if (error instanceof ProvisioningError) {
      await auditUnidentified(context, error, { provider: provider.provider, tenant }, identity);
    }
    throw error;
  }
  let attempts = 0;
  const runAttempt = (isRetry: boolean) => {
    attempts += 1;
    publish('attempt', () => ({ tenant, provider: provider.provider, attempt: attempts }));
    return attemptOnce(attempt, isRetry);
  };
  const { database } = context;
  const outcome = await database.throttle.run(tenant, () => retryOnConflict(database, runAttempt));
  if (outcome.user !== undefined) attachSessionOrigin(outcome.user, attempt.sessionOrigin(outcome.user));
  if (!isForeign(outcome)) context.recentClaims.add(attempt.key, identity.attributes);
  emitOutcome(context.events, attempt.key, outcome);
  return outcome;
}

/** Whether another issuer than that of the provider sent the claims, or for another tenant. */
function isForeign({ code }: Outcome): boolean {
  return code === 'issuer_mismatch' || code === 'tenant_mismatch';
}

/**
 * Audits the refusal of a sign-in without a usable subject, or of an unknown provider. The address is recorded only if
 * it is one.
 */
export async function auditUnidentified(
  context: ProvisioningContext,
  { code, problem }: { code: ErrorCode; problem?: string },
  { provider, tenant }: { provider: string | null; tenant: string },
  { issuer, email }: { issuer: string | null; email?: unknown } = { issuer: null },
): Promise<void> {
  const attempt = { key: { tenant, provider, subject: null }, identity: { issuer } };
  await runUnitOfWork(context.database, tenant, ({ manager }) =>
    auditDenial(context, manager, attempt, { code, email: readEmail(email), problem }),
  );
}

/**
 * @param isContended whether an earlier attempt conflicted with another transaction
 */
async function attemptOnce(attempt: SignInAttempt, isContended: boolean): Promise<Outcome> {
  const { context, key } = attempt;
  const { database, options } = context;
  const { lastSignInPrecision: precision } = options;
  const snapshot = await attempt.load(database.dataSource);
  const draft = plan(snapshot.input);
  const at = new Date();
  const requirements = requirementsOf(draft, snapshot, { at, precision });
  if (requirements.kind === 'refusal') {
    await runUnitOfWork(database, key.tenant, ({ manager }) =>
      auditDenial(context, manager, attempt, denialDetails(snapshot, draft)),
    );
    return toDenied(draft);
  }
  if (requirements.kind === 'timestamps' && !(await hasCustomColumns(attempt, requirements.user))) {
    attachGroups(requirements.user, snapshot.input.groups);
    return finishUnchanged(attempt, requirements, draft, at);
  }
  return runUnitOfWork(database, key.tenant, (unit) => {
    const work = new SignInWork(unit, attempt, isContended);
    return isContended ? reloadAndApply(work, snapshot) : gatherAndApply(work, snapshot, draft, requirements);
  });
}

/** Whether the app's `assignUser` changes one of the app's columns. */
async function hasCustomColumns(attempt: SignInAttempt, user: UserBase): Promise<boolean> {
  return Object.keys(await attempt.customColumns(user)).length > 0;
}

/** Starts again behind the locks of the tenant and the user: now no other transaction can change the rows. */
async function reloadAndApply(work: SignInWork, { existing }: SignInSnapshot): Promise<Outcome> {
  const { attempt, writer, connection } = work;
  await work.lockTenant();
  if (existing !== undefined) await writer.lock(existing.user.id);
  const snapshot = await attempt.load(connection);
  const draft = plan(snapshot.input);
  const { lastSignInPrecision: precision } = attempt.context.options;
  const requirements = requirementsOf(draft, snapshot, { at: new Date(), precision });
  return gatherAndApply(work, snapshot, draft, requirements);
}

/** Plans again only if the draft did not know all facts. */
async function gatherAndApply(
  work: SignInWork,
  snapshot: SignInSnapshot,
  draft: Plan,
  requirements: FactRequirements,
): Promise<Outcome> {
  const gathered = await gather(work, snapshot, requirements);
  const { facts } = gathered;
  if (Object.keys(facts).length === 0) return apply(work, snapshot, draft, gathered);
  const input = { ...snapshot.input, ...facts };
  return apply(work, { ...snapshot, input }, plan(input), gathered);
}
