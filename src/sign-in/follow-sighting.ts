import type { ResolvedOptions } from '../options';
import type { Plan } from '../plan/plan';
import type { UserBase } from '../entities/user';
import type { UserWriter } from '../store/user-writer';
import { sentAttribute, type Sight } from './sight';
import { sightingColumns } from './user-columns';

/** Brings the rows of a known user in line with what this sign-in saw, beside the changes of the plan. */
export async function followSighting(
  writer: UserWriter,
  { rules, signInPrecision: precision }: ResolvedOptions,
  sight: Sight,
  { user, identityId, groupAttribute }: NonNullable<Sight['known']>,
  plan: Plan,
  at: Date,
  changed: Partial<UserBase> = {},
): Promise<void> {
  const { claims, groups } = sight;
  const follows = rules.syncProfile && plan.decision !== 'deny';
  const own = follows ? await writer.assign(user, { names: false }) : {};
  const seen = sightingColumns(user, { claims, groups, plan, at, precision });
  await writer.update(user, { ...seen, ...changed }, own);
  const sent = sentAttribute(sight);
  if (sent !== null && sent !== groupAttribute) await writer.updateIdentity(identityId, sent);
}
