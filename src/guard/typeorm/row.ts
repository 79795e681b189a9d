import type { ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/** Values by the properties of this library's entities. A value that is not there is not known, or not written. */
export type Row = Readonly<Record<string, unknown>>;

/** A value that is written, but only the database will know which: an SQL expression, a row without an id yet. */
export const UNKNOWN_VALUE = Symbol('unseen');

/** What an object says of a column: `undefined` where it says nothing. */
export function columnValue(column: ColumnMetadata, values: ObjectLiteral): unknown {
  const value: unknown = column.getEntityValue(values);
  if (typeof value === 'function') return UNKNOWN_VALUE;
  if (column.relationMetadata === undefined) return value;
  const related: unknown = column.relationMetadata.getEntityValue(values);
  if (typeof related === 'object' && related !== null && value === undefined) return UNKNOWN_VALUE;
  // Both the id and the relation may be given, and disagree. Which of them TypeORM writes is not for us to guess.
  const id: unknown = values[column.propertyName];
  return typeof id === 'object' || id === undefined || id === value ? value : UNKNOWN_VALUE;
}

/** The properties whose values a write changes; where the row is not known, all that it names. */
export function differingProperties(before: Row | undefined, after: Row): Set<string> {
  return new Set(
    Object.keys(after).filter(
      (property) => before === undefined || toComparable(before[property]) !== toComparable(after[property]),
    ),
  );
}

/** Whether a flag may be set: databases and drivers have several ways of saying no. */
export function isTruthy(value: unknown): boolean {
  return toComparable(value ?? false) !== toComparable(false);
}

function toComparable(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'boolean' ? Number(value) : value;
}
