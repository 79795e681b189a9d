import { randomUUID } from 'node:crypto';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { AppUser, UserAlias, AppPermission, PermissionAlias, AppMembership, MembershipAlias } from './app';
import { type SeededRows } from './seed';

export const GRANT_KINDS = ['membership', 'owner', 'permission'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** A grant as something that can be written in every way there is. */
export interface GrantTarget {
  entity: new () => ObjectLiteral;
  /** Another class on the same table. */
  alias: EntityTarget<ObjectLiteral>;
  table: string;
  /** The row that is there. */
  id: string;
  /** A row that is not there yet. */
  newRow(): ObjectLiteral;
  /** What gives another grant than there is. */
  change: Record<string, unknown>;
  /** All that an upsert needs to write over the row. */
  upsertRow: ObjectLiteral;
  /** One of the grant's columns that can be counted up. */
  numericColumn: string;
  /** The change in SQL. */
  sql: string;
  /** A fresh row in SQL, by its columns. */
  sqlValues: Record<string, string>;
}

export function grantTarget(grant: GrantKind, seeded: SeededRows): GrantTarget {
  const { member, nobody, auditor, owner, analytics, membership, permission } = seeded;
  switch (grant) {
    case 'membership':
      return {
        entity: AppMembership,
        alias: MembershipAlias,
        table: 'seats',
        id: membership.id,
        newRow: () => ({ id: randomUUID(), userId: nobody.id, teamId: analytics.id, role: 'VIEWER' }),
        change: { role: 'VIEWER' },
        upsertRow: { id: membership.id, userId: member.id, teamId: analytics.id, role: 'VIEWER' },
        numericColumn: 'entry',
        sql: `role = 'VIEWER'`,
        sqlValues: {
          id: `'${randomUUID()}'`,
          userId: `'${nobody.id}'`,
          teamId: `'${analytics.id}'`,
          role: `'VIEWER'`,
          grantedAt: NOW,
        },
      };
    case 'owner':
      return {
        entity: AppUser,
        alias: UserAlias,
        table: 'people',
        id: owner.id,
        newRow: () => ({ id: randomUUID(), email: 'new@example.com', tenantOwner: true }),
        change: { tenantOwner: false },
        upsertRow: { id: owner.id, email: owner.email, emailKey: owner.emailKey, tenantOwner: false },
        numericColumn: 'ownerEntry',
        sql: `"tenantOwner" = false`,
        sqlValues: { id: `'${randomUUID()}'`, tenantOwner: 'true', createdAt: NOW },
      };
    case 'permission':
      return {
        entity: AppPermission,
        alias: PermissionAlias,
        table: 'rights',
        id: permission.id,
        newRow: () => ({ id: randomUUID(), userId: nobody.id, permission: 'BILLING' }),
        change: { permission: 'BILLING' },
        upsertRow: { id: permission.id, userId: auditor.id, permission: 'BILLING' },
        numericColumn: 'entry',
        sql: `permission = 'BILLING'`,
        sqlValues: {
          id: `'${randomUUID()}'`,
          userId: `'${nobody.id}'`,
          permission: `'BILLING'`,
          grantedAt: NOW,
        },
      };
  }
}

const NOW = `'2026-11-23T22:00:00.000Z'`;
