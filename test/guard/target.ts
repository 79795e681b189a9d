import { randomUUID } from 'node:crypto';
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { Person, PersonFlags, Right, RightName, Seat, SeatRole } from './app';
import { type Seeded } from './seed';

export const GRANTS = ['membership', 'owner', 'permission'] as const;
export type Grant = (typeof GRANTS)[number];

/** A grant as something that can be written in every way there is. */
export interface Target {
  entity: new () => ObjectLiteral;
  /** Another class on the same table. */
  alias: EntityTarget<ObjectLiteral>;
  table: string;
  /** The row that is there. */
  id: string;
  /** A row that is not there yet. */
  fresh(): ObjectLiteral;
  /** What gives another grant than there is. */
  change: Record<string, unknown>;
  /** All that an upsert needs to write over the row. */
  whole: ObjectLiteral;
  /** One of the grant's columns that can be counted up. */
  number: string;
  /** The change in SQL. */
  sql: string;
  /** A fresh row in SQL, by its columns. */
  literals: Record<string, string>;
}

export function targetOf(grant: Grant, seeded: Seeded): Target {
  const { member, nobody, auditor, owner, analytics, seat, right } = seeded;
  switch (grant) {
    case 'membership':
      return {
        entity: Seat,
        alias: SeatRole,
        table: 'seats',
        id: seat.id,
        fresh: () => ({ id: randomUUID(), userId: nobody.id, teamId: analytics.id, role: 'VIEWER' }),
        change: { role: 'VIEWER' },
        whole: { id: seat.id, userId: member.id, teamId: analytics.id, role: 'VIEWER' },
        number: 'entry',
        sql: `role = 'VIEWER'`,
        literals: {
          id: `'${randomUUID()}'`,
          userId: `'${nobody.id}'`,
          teamId: `'${analytics.id}'`,
          role: `'VIEWER'`,
          grantedAt: NOW,
        },
      };
    case 'owner':
      return {
        entity: Person,
        alias: PersonFlags,
        table: 'people',
        id: owner.id,
        fresh: () => ({ id: randomUUID(), email: 'new@example.com', tenantOwner: true }),
        change: { tenantOwner: false },
        whole: { id: owner.id, email: owner.email, emailKey: owner.emailKey, tenantOwner: false },
        number: 'ownerEntry',
        sql: `"tenantOwner" = false`,
        literals: { id: `'${randomUUID()}'`, tenantOwner: 'true', createdAt: NOW },
      };
    case 'permission':
      return {
        entity: Right,
        alias: RightName,
        table: 'rights',
        id: right.id,
        fresh: () => ({ id: randomUUID(), userId: nobody.id, permission: 'BILLING' }),
        change: { permission: 'BILLING' },
        whole: { id: right.id, userId: auditor.id, permission: 'BILLING' },
        number: 'entry',
        sql: `permission = 'BILLING'`,
        literals: {
          id: `'${randomUUID()}'`,
          userId: `'${nobody.id}'`,
          permission: `'BILLING'`,
          grantedAt: NOW,
        },
      };
  }
}

const NOW = `'2026-11-23T22:00:00.000Z'`;
