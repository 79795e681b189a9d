import type { DataSource, TableColumnOptions } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/** A column as an entity declares it. Each database has its own type for it. */
export interface Column {
  name: string;
  type: 'uuid' | 'varchar' | 'int' | 'boolean' | 'json';
  length?: number;
  isNullable?: boolean;
  isPrimary?: boolean;
  isGenerated?: boolean;
  default?: string | number | boolean;
}

export const id = (): Column => ({ name: 'id', type: 'uuid', isPrimary: true, isGenerated: true });
export const foreignKey = (name: string): Column => ({ name, type: 'uuid' });
export const varchar = (name: string, length: number): Column => ({ name, type: 'varchar', length });
export const integer = (name: string): Column => ({ name, type: 'int' });
export const boolean = (name: string): Column => ({ name, type: 'boolean' });
export const json = (name: string): Column => ({ name, type: 'json' });
/** A timestamp in ISO 8601, as the entities store it. */
export const timestamp = (name: string): Column => varchar(name, 24);

export const nullable = (column: Column): Column => ({ ...column, isNullable: true });
export const primaryKey = (column: Column): Column => ({ ...column, isPrimary: true });
export const withDefault = (column: Column, value: string | number | boolean): Column => ({
  ...column,
  default: value,
});

/** The options of the column for a database. */
export function toColumnOptions({ driver }: DataSource, column: Column): TableColumnOptions {
  const { name, isNullable = false, isPrimary = false, isGenerated = false } = column;
  // The driver derives them from a column of an entity.
  const metadata = {
    ...column,
    length: column.length === undefined ? '' : String(column.length),
    ...(isGenerated ? { generationStrategy: 'uuid' } : {}),
  } as unknown as ColumnMetadata;
  return {
    name,
    type: driver.normalizeType(metadata),
    length: driver.getColumnLength(metadata),
    isNullable,
    isPrimary,
    default: driver.normalizeDefault(metadata),
    ...(isGenerated ? { isGenerated, generationStrategy: 'uuid' } : {}),
  };
}
