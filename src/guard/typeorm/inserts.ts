import type { EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm';
import type { GuardQueries } from './guard-queries';
import type { GuardedEntity, GuardedTable } from './guarded-table';
import { UNKNOWN_VALUE, columnValue, type Row } from './row';

/**
 * The rows that an insert would overwrite if it is an upsert, which TypeORM does not reveal: those with the same
 * primary key or the same value of a unique key.
 */
export async function conflictingRows(
  queries: GuardQueries,
  table: GuardedTable,
  { metadata, entity }: { metadata: EntityMetadata; entity: ObjectLiteral },
): Promise<Row[]> {
  const { ownMetadata } = table;
  const uniqueKeys = [
    ownMetadata.primaryColumns,
    ...ownMetadata.uniques.map(({ columns }) => columns),
    ...ownMetadata.indices.filter(({ isUnique }) => isUnique).map(({ columns }) => columns),
  ];
  const conditions = uniqueKeys.flatMap((columns) => {
    const values = columns.map(({ databaseName, propertyPath, default: defaultValue }) => {
      const column = metadata.findColumnWithDatabaseName(databaseName);
      return [propertyPath, (column && columnValue(column, entity)) ?? defaultValue] as const;
    });
    return values.every(([, value]) => isKnownValue(value)) ? [Object.fromEntries(values)] : [];
  });
  return conditions.length === 0 ? [] : queries.rows(table.entity, table.properties, conditions);
}

/** A row without a value in a unique key conflicts with no other row. */
function isKnownValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN_VALUE && typeof value !== 'function';
}

const columnsByRunner = new WeakMap<QueryRunner, Map<GuardedEntity, Set<string>>>();

/**
 * The properties that an insert writes. TypeORM announces all rows of an insert together, and any row may add a column
 * to the statement, which then has a value (the default) in every row. Therefore the set is complete only later.
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
