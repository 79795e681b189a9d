import type { DataSource, EntityMetadata } from 'typeorm';

/** A table's name for SQL: every part of it escaped. */
export function tableName({ driver }: DataSource, { tablePath }: EntityMetadata): string {
  return tablePath
    .split('.')
    .map((part) => driver.escape(part))
    .join('.');
}
