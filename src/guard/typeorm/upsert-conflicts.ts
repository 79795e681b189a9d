import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { GuardQueries } from './guard-queries';
import { UNKNOWN_VALUE, columnValue, type Row } from './row';
import type { GuardedTable } from './guarded-table';

/**
 * The rows that an insert would write over if it turned out to be an upsert, which TypeORM does not tell: those that
 * are the same in a primary key or in anything unique.
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

/** A row without a value in a unique key meets no other in it. */
function isKnownValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNKNOWN_VALUE && typeof value !== 'function';
}
