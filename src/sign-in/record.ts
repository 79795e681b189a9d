import type { EntityManager } from 'typeorm';
import type { Entry } from '../audit/recorder';
import type { ErrorCode } from '../errors';
import type { VerifiedIdentity } from '../identity/verified-identity';
import type { Plan } from '../plan/plan';
import type { SignInKey } from '../store/reader';
import type { Arrival, Parts, Sight } from './sight';

/** What is recorded of a sign-in's changes. */
export function entriesOf(
  { key, identity }: Arrival,
  { decision, changes, emptied }: Plan,
  user: string,
): Entry[] {
  const { subject } = key;
  const who = { subject, issuer: identity.issuer };
  const base = baseOf(key, user);
  const entries: Entry[] = [];
  if (decision === 'create') entries.push({ ...base, type: 'created', details: { ...who, changes } });
  else if (decision === 'link') entries.push({ ...base, type: 'linked', details: { ...who, changes } });
  else if (changes.length > 0) entries.push({ ...base, type: 'changed', details: { changes } });
  if (emptied) entries.push({ ...base, type: 'emptied', details: { changes } });
  return entries;
}

/** Records what a sign-in left undone. */
export async function recordNotes(
  { recorder }: Parts,
  manager: EntityManager,
  { key }: Arrival,
  { notes }: Plan,
  user: string,
  at: Date,
): Promise<void> {
  if (notes.length === 0) return;
  const base = baseOf(key, user);
  const details = { notes };
  const sameness = [JSON.stringify(notes)];
  await recorder.recordOncePerMinute(manager, at, { ...base, type: 'skipped', details }, sameness);
  if (notes.some(({ kind }) => kind === 'lossesHeld')) {
    await recorder.recordOncePerMinute(manager, at, { ...base, type: 'held', details }, sameness);
  }
}

function baseOf({ tenant, provider }: SignInKey, user: string) {
  return { tenant, provider, actor: `provider:${provider}`, user };
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
