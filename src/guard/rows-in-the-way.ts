import type { EntityMetadata, ObjectLiteral } from 'typeorm';
import type { LookUps } from './look-ups';
import { UNSEEN, valueOf, type Row } from './row';
import type { Table } from './table';

/**
 * The rows that an insert would write over if it turned out to be an upsert, which TypeORM does not tell: those that
 * are the same in a primary key or in anything unique.
 */
export async function rowsInTheWay(
  lookUps: LookUps,
  table: Table,
  { metadata, entity }: { metadata: EntityMetadata; entity: ObjectLiteral },
): Promise<Row[]> {
  const { own } = table;
  const keys = [
    own.primaryColumns,
    ...own.uniques.map(({ columns }) => columns),
    ...own.indices.filter(({ isUnique }) => isUnique).map(({ columns }) => columns),
  ];
  const wheres = keys.flatMap((columns) => {
    const values = columns.map(({ databaseName, propertyPath, default: byDefault }) => {
      const column = metadata.findColumnWithDatabaseName(databaseName);
      return [propertyPath, (column && valueOf(column, entity)) ?? byDefault] as const;
    });
    return values.every(([, value]) => isPlain(value)) ? [Object.fromEntries(values)] : [];
  });
  return wheres.length === 0 ? [] : lookUps.rows(table.entity, table.properties, wheres);
}

/** A row without a value in a unique key meets no other in it. */
function isPlain(value: unknown): boolean {
  return value !== undefined && value !== null && value !== UNSEEN && typeof value !== 'function';
}
