import type { EntityManager } from 'typeorm';
import { readRows, type ReadRow } from '../database/read-rows';
import type { EntitySet } from '../entities/define-entities';
import type { UserBase } from '../entities/user';

/**
 * The condition that an active user has not signed in since a time. A user who never has counts from the creation, and an
 * open invitation is no dormant user. The parameter is `dormantBefore`, as the columns keep it.
 */
export function dormantCondition(alias: string): string {
  return [
    `${alias}.active = :dormantActive`,
    `${alias}.invited = :dormantInvited`,
    `COALESCE(${alias}.lastSignInAt, ${alias}.createdAt) < :dormantBefore`,
  ].join(' AND ');
}

export function dormantParameters(before: Date) {
  return { dormantActive: true, dormantInvited: false, dormantBefore: before.toISOString() };
}

const PROPERTIES = [
  'id',
  'tenant',
  'email',
  'emailVerified',
  'firstName',
  'lastName',
  'active',
  'deactivatedBy',
  'invited',
  'tenantOwner',
  'lastSignInAt',
  'createdAt',
] as const;

/** A dormant user, without grants. */
export type DormantRow = ReadRow<UserBase, (typeof PROPERTIES)[number]>;

/** Which dormant users are read. */
export interface DormantSearch {
  tenant: string;
  /** Before which the last sign-in was. */
  before: Date;
  /** Only this user. */
  id?: string;
  /** The last id of the page before. */
  after?: string | undefined;
  limit: number;
}

/** A page of the dormant users of a tenant, by id. */
export function findDormantUsers(
  manager: EntityManager,
  { User }: EntitySet,
  { tenant, before, id, after, limit }: DormantSearch,
): Promise<DormantRow[]> {
  return readRows(
    manager,
    User,
    { properties: PROPERTIES, where: { tenant, ...(id && { id }) } },
    (query) => {
      query.andWhere(dormantCondition('it'), dormantParameters(before)).orderBy('it.id').limit(limit);
      if (after !== undefined) query.andWhere('it.id > :after', { after });
    },
  );
}
