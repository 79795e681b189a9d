import type { ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/** Values by the properties of this library's entities. A missing value is unknown or not written. */
export type Row = Readonly<Record<string, unknown>>;

/** A written value that only the database will know: an SQL expression, or a row without an id yet. */
export const UNKNOWN_VALUE = Symbol('unseen');

/** The value that an object has for a column; `undefined` if it has none. */
export function columnValue(column: ColumnMetadata, values: ObjectLiteral): unknown {
  const value: unknown = column.getEntityValue(values);
  if (typeof value === 'function') return UNKNOWN_VALUE;
  if (column.relationMetadata === undefined) return value;
  const related: unknown = column.relationMetadata.getEntityValue(values);
  if (typeof related === 'object' && related !== null && value === undefined) return UNKNOWN_VALUE;
  // The object may have both the id and the relation, with different values. Which one TypeORM writes is not
  // documented.
  const id: unknown = values[column.propertyName];
  return typeof id === 'object' || id === undefined || id === value ? value : UNKNOWN_VALUE;
}

/** The properties whose values a write changes. If the row is unknown, all properties that the write names. */
export function differingProperties(before: Row | undefined, after: Row): Set<string> {
  return new Set(
    Object.keys(after).filter(
      (property) => before === undefined || toComparable(before[property]) !== toComparable(after[property]),
    ),
  );
}

/** Whether a flag may be set: databases and drivers represent "no" in several ways. */
export function isTruthy(value: unknown): boolean {
  return toComparable(value ?? false) !== toComparable(false);
}

function toComparable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'boolean' ? Number(value) : value;
}
