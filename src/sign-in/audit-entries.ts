import type { EntityManager } from 'typeorm';
import { providerActor } from '../audit/actor';
import type { AuditEntry } from '../audit/audit-log';
import type { ErrorCode } from '../errors';
import type { Note } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { UserMatch } from '../plan/plan-input';
import type { SignInKey } from '../store/user-reader';
import type { ProvisioningContext } from '../context';
import type { Arrival, Loss } from './arrival';
import type { SignInAttempt, SignInSnapshot } from './attempt';
import type { SignInWork } from './work';

/**
 * The audit events of a sign-in's changes.
 *
 * @param signIn what arrived, and why the sign-in removed grants
 */
export function changeEntries(
  { key, identity }: SignInAttempt,
  { existing, input: { match } }: SignInSnapshot,
  { decision, changes, losesEverything }: Plan,
  { user, signIn }: { user: string; signIn: { arrival: Arrival; losses: readonly Loss[] } },
): AuditEntry[] {
  const { subject } = key;
  const identityDetails = { subject, issuer: identity.issuer };
  const base = baseEntry(key, user);
  const { arrival, losses } = signIn;
  const changeDetails = { changes, ...(losses.length === 0 ? {} : { losses }), arrival };
  const entries: AuditEntry[] = [];
  if (decision === 'create')
    entries.push({ ...base, type: 'created', details: { ...identityDetails, ...changeDetails } });
  else if (decision === 'link')
    entries.push({
      ...base,
      type: 'linked',
      details: { ...identityDetails, ...adoptionDetails(match), ...changeDetails },
    });
  else if (changes.length > 0) entries.push({ ...base, type: 'changed', details: changeDetails });
  if (decision === 'signIn' && existing !== undefined && existing.subject !== subject) {
    const details = { ...identityDetails, previousSubject: existing.subject };
    entries.push({ ...base, type: 'identityQualified', details });
  }
  if (losesEverything) entries.push({ ...base, type: 'emptied', details: { changes } });
  return entries;
}

/** A user whom an adoption links was not invited. */
function adoptionDetails({ kind }: UserMatch) {
  return kind === 'adoptable' ? { adopted: true } : {};
}

/** Audits the notes of a sign-in. */
export async function auditNotes(
  { attempt, manager }: SignInWork,
  { notes }: Plan,
  user: string,
  at: Date,
): Promise<void> {
  if (notes.length === 0) return;
  const { auditLog } = attempt.context;
  const base = baseEntry(attempt.key, user);
  const details = { notes };
  const dedupe = [JSON.stringify(notes.map(withoutQuotes))];
  await auditLog.recordDeduplicated(manager, at, { ...base, type: 'skipped', details }, dedupe);
  if (notes.some(({ kind }) => kind === 'removalsHeld')) {
    await auditLog.recordDeduplicated(manager, at, { ...base, type: 'removalsHeld', details }, dedupe);
  }
}

function baseEntry({ tenant, provider }: SignInKey, user: string) {
  return { tenant, provider, actor: providerActor(provider), user };
}

/**
 * Removes the quotes from the problem of an ignored claim. They contain text that the provider sent, such as a scheme,
 * which may differ at every sign-in.
 */
function withoutQuotes(note: Note): Note {
  return note.kind === 'ignoredClaim' ? { ...note, problem: '' } : note;
}

interface DenialDetails {
  code: ErrorCode | undefined;
  email: string | undefined;
  user?: string | undefined;
  /** The problem of the groups. */
  problem?: string | undefined;
}

export function denialDetails({ existing, input }: SignInSnapshot, { code }: Plan): DenialDetails {
  const { claims, groups } = input;
  const problem = groups.decision === 'deny' && groups.code === code ? groups.problem : undefined;
  return { code, email: claims.email, user: existing?.user.id, problem };
}

/** Audits a refusal. Equal refusals within a minute are counted on one row. */
export async function auditDenial(
  { auditLog }: ProvisioningContext,
  manager: EntityManager,
  attempt: {
    /** Without a provider if the app does not know it. */
    key: { tenant: string; provider: string | null; subject: string | null };
    identity: { issuer: string | null };
  },
  { code, email, user, problem }: DenialDetails,
): Promise<void> {
  const { tenant, provider, subject } = attempt.key;
  const { issuer } = attempt.identity;
  const problemField = problem === undefined ? {} : { problem };
  const details = { code, subject, issuer, email: email?.slice(0, 320) ?? null, ...problemField };
  const actor = provider === null ? null : providerActor(provider);
  const base = { tenant, provider, actor, user: user ?? null };
  await auditLog.recordDeduplicated(manager, new Date(), { ...base, type: 'denied', details }, [
    subject,
    code,
    issuer,
  ]);
}
