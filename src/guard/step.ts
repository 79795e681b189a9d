import { changes, isOn, type Row } from './row';
import type { Table } from './table';

/** What a write makes of one row. */
export interface Step {
  /** `null`: there was none. `undefined`: TypeORM does not show it. */
  before: Row | null | undefined;
  /** What is written of it. `null`: the row goes. `undefined`: something that TypeORM does not show. */
  after: Row | null | undefined;
}

/** The properties that a step changes; of a new row, those that say more than "no". */
export function changedBy({ before, after }: Step): Set<string> {
  if (after === null || after === undefined) return new Set();
  if (before !== null) return changes(before, after);
  return new Set(Object.keys(after).filter((property) => isOn(after[property])));
}

/** Whether the row goes, for good or for as long as it counts as deleted. */
export function removes(step: Step): boolean {
  return step.after === null || (step.before !== null && changedBy(step).has('deletedAt'));
}

/** The row as it was and as it will be, without what is not there; nothing, if the step changes nothing of it. */
export function endsOf(step: Step): Row[] {
  const { before, after } = step;
  if (before === null) return after ? [after] : [{}];
  if (after && changedBy(step).size === 0) return [];
  if (before === undefined) return [{}];
  if (after === null) return [before];
  return [before, after === undefined ? {} : { ...before, ...after }];
}

/** The tenants of the row before and after; none, if they cannot be told. */
export function tenantsOf({ before, after }: Step, table: Table): string[] {
  if (before === undefined) return [];
  const tenants = before === null ? [] : [before.tenant];
  const next = after?.tenant ?? (before === null ? table.defaultOf('tenant') : undefined);
  if (next !== undefined) tenants.push(next);
  return tenants.every((tenant) => typeof tenant === 'string') ? tenants : [];
}
