import type { ObjectLiteral, QueryRunner } from 'typeorm';
import type { GuardedEntity, GuardedTable } from './guarded-table';

const columnsByRunner = new WeakMap<QueryRunner, Map<GuardedEntity, Set<string>>>();

/**
 * The properties that an insert writes. TypeORM announces all rows of one in one go, and any of them may bring a
 * column into the statement, which then has a value, the default, in every row. So the set is whole only later.
 */
export function insertedColumns(runner: QueryRunner, table: GuardedTable, row: ObjectLiteral): Set<string> {
  let columnsByTable = columnsByRunner.get(runner);
  if (columnsByTable === undefined) {
    columnsByRunner.set(runner, (columnsByTable = new Map<GuardedEntity, Set<string>>()));
    queueMicrotask(() => columnsByRunner.delete(runner));
  }
  let columns = columnsByTable.get(table.entity);
  if (columns === undefined) columnsByTable.set(table.entity, (columns = new Set()));
  for (const property of Object.keys(table.read(row))) columns.add(property);
  return columns;
}
