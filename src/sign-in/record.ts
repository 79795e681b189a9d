import type { EntityManager } from 'typeorm';
import type { Entry } from '../audit/recorder';
import type { ErrorCode } from '../errors';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { Plan } from '../plan/plan';
import type { Arrival, Parts, Sight } from './sight';

/** Records what a sign-in does, in the transaction that does it. */
export async function recordSignIn(
  { recorder }: Parts,
  manager: EntityManager,
  { key, identity }: Arrival,
  { decision, changes, notes, emptied }: Plan,
  user: string,
  at: Date,
): Promise<void> {
  const { tenant, provider, subject } = key;
  const base = { tenant, provider, actor: `provider:${provider}`, user };
  const who = { subject, issuer: identity.issuer };
  const entries: Entry[] = [];
  if (decision === 'create') entries.push({ ...base, type: 'created', details: { ...who, changes } });
  else if (decision === 'link') entries.push({ ...base, type: 'linked', details: { ...who, changes } });
  else if (changes.length > 0) entries.push({ ...base, type: 'changed', details: { changes } });
  if (emptied) entries.push({ ...base, type: 'emptied', details: { changes } });
  await recorder.record(manager, at, entries);

  if (notes.length === 0) return;
  const details = { notes };
  const sameness = [JSON.stringify(notes)];
  await recorder.recordOncePerMinute(manager, at, { ...base, type: 'skipped', details }, sameness);
  if (notes.some(({ kind }) => kind === 'lossesHeld')) {
    await recorder.recordOncePerMinute(manager, at, { ...base, type: 'held', details }, sameness);
  }
}

interface DenialDetails {
  code: ErrorCode | undefined;
  email: string | undefined;
  user?: string | undefined;
}

export function denialDetails({ known, claims }: Sight, { code }: Plan): DenialDetails {
  return { code, email: claims.email, user: known?.user.id };
}

/** Refusals are recorded like everything else, the same ones within a minute on one row. */
export async function recordDenial(
  { recorder }: Parts,
  manager: EntityManager,
  arrival: { key: { tenant: string; provider: string; subject: string | null }; identity: VerifiedIdentity },
  { code, email, user }: DenialDetails,
): Promise<void> {
  const { tenant, provider, subject } = arrival.key;
  const details = { code, subject, issuer: arrival.identity.issuer, email: email?.slice(0, 320) ?? null };
  const base = { tenant, provider, actor: `provider:${provider}`, user: user ?? null };
  await recorder.recordOncePerMinute(manager, new Date(), { ...base, type: 'denied', details }, [
    subject,
    code,
    arrival.identity.issuer,
  ]);
}
