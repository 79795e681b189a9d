import { differingProperties, isTruthy, type Row } from './row';
import type { GuardedTable } from './guarded-table';

/** The change of one row by a write. */
export interface RowChange {
  /** `null`: the row is new. `undefined`: TypeORM does not show it. */
  before: Row | null | undefined;
  /** The written values. `null`: the row is removed. `undefined`: TypeORM does not show them. */
  after: Row | null | undefined;
}

/** The properties that a write changes; for a new row, those with a value other than "no". */
export function changedProperties({ before, after }: RowChange): Set<string> {
  if (after === null || after === undefined) return new Set();
  if (before !== null) return differingProperties(before, after);
  return new Set(Object.keys(after).filter((property) => isTruthy(after[property])));
}

/** Whether the row is removed or soft-deleted. */
export function isRemoval(change: RowChange): boolean {
  return change.after === null || (change.before !== null && changedProperties(change).has('deletedAt'));
}

/** The existing states of the row, before and after. Empty if the write changes no guarded property. */
export function statesOf(change: RowChange): Row[] {
  const { before, after } = change;
  if (before === null) return after ? [after] : [{}];
  if (after && changedProperties(change).size === 0) return [];
  if (before === undefined) return [{}];
  if (after === null) return [before];
  return [before, after === undefined ? {} : { ...before, ...after }];
}

/** The tenants of the row before and after; empty if they are unknown. */
export function tenantsOf({ before, after }: RowChange, table: GuardedTable): string[] {
  if (before === undefined) return [];
  const tenants = before === null ? [] : [before.tenant];
  const nextTenant = after?.tenant ?? (before === null ? table.defaultOf('tenant') : undefined);
  if (nextTenant !== undefined) tenants.push(nextTenant);
  return tenants.every((tenant) => typeof tenant === 'string') ? tenants : [];
}
