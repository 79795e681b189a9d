import { differingProperties, isTruthy, type Row } from './row';
import type { GuardedTable } from './guarded-table';

/** What a write makes of one row. */
export interface RowChange {
  /** `null`: there was none. `undefined`: TypeORM does not show it. */
  before: Row | null | undefined;
  /** What is written of it. `null`: the row goes. `undefined`: something that TypeORM does not show. */
  after: Row | null | undefined;
}

/** The properties that a step changes; of a new row, those that say more than "no". */
export function changedProperties({ before, after }: RowChange): Set<string> {
  if (after === null || after === undefined) return new Set();
  if (before !== null) return differingProperties(before, after);
  return new Set(Object.keys(after).filter((property) => isTruthy(after[property])));
}

/** Whether the row goes, for good or for as long as it counts as deleted. */
export function isRemoval(change: RowChange): boolean {
  return change.after === null || (change.before !== null && changedProperties(change).has('deletedAt'));
}

/** The row as it was and as it will be, without what is not there; nothing, if the step changes nothing of it. */
export function statesOf(change: RowChange): Row[] {
  const { before, after } = change;
  if (before === null) return after ? [after] : [{}];
  if (after && changedProperties(change).size === 0) return [];
  if (before === undefined) return [{}];
  if (after === null) return [before];
  return [before, after === undefined ? {} : { ...before, ...after }];
}

/** The tenants of the row before and after; none, if they cannot be told. */
export function tenantsOf({ before, after }: RowChange, table: GuardedTable): string[] {
  if (before === undefined) return [];
  const tenants = before === null ? [] : [before.tenant];
  const nextTenant = after?.tenant ?? (before === null ? table.defaultOf('tenant') : undefined);
  if (nextTenant !== undefined) tenants.push(nextTenant);
  return tenants.every((tenant) => typeof tenant === 'string') ? tenants : [];
}
