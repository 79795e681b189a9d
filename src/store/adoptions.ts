import type { EntityManager } from 'typeorm';
import { readRows, type ReadRow } from '../database/read-rows';
import type { AdoptionBase } from '../entities/adoption';
import type { EntitySet } from '../entities/define-entities';

export type AdoptionRow = ReadRow<AdoptionBase, (typeof PROPERTIES)[number]>;

const PROPERTIES = [
  'tenant',
  'provider',
  'fromProvider',
  'includeOwners',
  'startedAt',
  'startedBy',
  'until',
  'stoppedAt',
] as const;

/** The last adoption at a provider of a tenant. */
export async function findAdoption(
  manager: EntityManager,
  { Adoption }: EntitySet,
  { tenant, provider }: { tenant: string; provider: string },
): Promise<AdoptionRow | undefined> {
  const where = { tenant, provider };
  const rows = await readRows(manager, Adoption, { properties: PROPERTIES, where });
  // A collation may find another provider than was asked for.
  return rows.find((row) => row.tenant === tenant && row.provider === provider);
}

/** Whether first sign-ins are linked now. With a clock that is ahead an adoption ends too early, never too late. */
export function isOpen({ stoppedAt, startedAt, until }: AdoptionRow, now: number): boolean {
  return (
    stoppedAt === null && now < until.getTime() && until.getTime() - startedAt.getTime() <= MAX_ADOPTION_MS
  );
}

/** 90 days. */
export const MAX_ADOPTION_MS = 90 * 24 * 60 * 60 * 1000;

/** What of a user decides whether an adoption links the user. */
export interface AdoptionCandidate {
  readonly active: boolean;
  readonly isDeleted: boolean;
  /** Whether the user is an owner or a break-glass user. */
  readonly isProtected: boolean;
  /** The providers at which the user has an identity; also one that the app keeps as deleted. */
  readonly providers: readonly { readonly provider: string; readonly isDeleted: boolean }[];
}

/** Why an adoption does not link a user. */
export type NotAdoptable = 'inactive' | 'owner' | 'hasIdentity' | 'notFromProvider';

/** @returns `undefined` for a user whom the adoption links */
export function adoptionObstacle(
  { provider, fromProvider, includeOwners }: Pick<AdoptionRow, 'provider' | 'fromProvider' | 'includeOwners'>,
  { active, isDeleted, isProtected, providers }: AdoptionCandidate,
): NotAdoptable | undefined {
  if (!active || isDeleted) return 'inactive';
  // An identity that the app keeps as deleted was unlinked on purpose.
  if (providers.some((each) => each.provider === provider)) return 'hasIdentity';
  const isFrom = providers.some((each) => each.provider === fromProvider && !each.isDeleted);
  if (fromProvider !== null && !isFrom) return 'notFromProvider';
  return isProtected && !includeOwners ? 'owner' : undefined;
}
