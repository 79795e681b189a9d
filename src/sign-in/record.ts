import type { EntityManager } from 'typeorm';
import type { Entry } from '../audit/recorder';
import type { ErrorCode } from '../errors';
import type { Note } from '../plan/note';
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
  const sameness = [JSON.stringify(notes.map(withoutAppsWords))];
  await recorder.recordOncePerMinute(manager, at, { ...base, type: 'skipped', details }, sameness);
  if (notes.some(({ kind }) => kind === 'lossesHeld')) {
    await recorder.recordOncePerMinute(manager, at, { ...base, type: 'held', details }, sameness);
  }
}

function baseOf({ tenant, provider }: SignInKey, user: string) {
  return { tenant, provider, actor: `provider:${provider}`, user };
}

/** What `resolveGroups` failed with may be another text each time, a request id for instance. */
function withoutAppsWords(note: Note): Note {
  return note.kind === 'groupsKept' && note.state === 'overage' ? { ...note, problem: '' } : note;
}

interface DenialDetails {
  code: ErrorCode | undefined;
  email: string | undefined;
  user?: string | undefined;
  /** What was wrong with the groups. */
  problem?: string | undefined;
}

export function denialDetails({ known, claims, groups }: Sight, { code }: Plan): DenialDetails {
  const problem = groups.use === 'deny' && groups.code === code ? groups.problem : undefined;
  return { code, email: claims.email, user: known?.user.id, problem };
}

/** Refusals are recorded like everything else, the same ones within a minute on one row. */
export async function recordDenial(
  { recorder }: Parts,
  manager: EntityManager,
  arrival: {
    key: { tenant: string; provider: string; subject: string | null };
    identity: { issuer: string | null };
  },
  { code, email, user, problem }: DenialDetails,
): Promise<void> {
  const { tenant, provider, subject } = arrival.key;
  const { issuer } = arrival.identity;
  const why = problem === undefined ? {} : { problem };
  const details = { code, subject, issuer, email: email?.slice(0, 320) ?? null, ...why };
  const base = { tenant, provider, actor: `provider:${provider}`, user: user ?? null };
  await recorder.recordOncePerMinute(manager, new Date(), { ...base, type: 'denied', details }, [
    subject,
    code,
    issuer,
  ]);
}
