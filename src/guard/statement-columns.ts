import type { ObjectLiteral, QueryRunner } from 'typeorm';
import type { GuardedEntity, Table } from './table';

const announced = new WeakMap<QueryRunner, Map<GuardedEntity, Set<string>>>();

/**
 * The properties that an insert writes. TypeORM announces all rows of one in one go, and any of them may bring a
 * column into the statement, which then has a value, the default, in every row. So the set is whole only later.
 */
export function columnsInserted(runner: QueryRunner, table: Table, row: ObjectLiteral): Set<string> {
  let tables = announced.get(runner);
  if (tables === undefined) {
    announced.set(runner, (tables = new Map<GuardedEntity, Set<string>>()));
    queueMicrotask(() => announced.delete(runner));
  }
  let columns = tables.get(table.entity);
  if (columns === undefined) tables.set(table.entity, (columns = new Set()));
  for (const property of Object.keys(table.read(row))) columns.add(property);
  return columns;
}
