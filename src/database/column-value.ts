import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/** Sets a property of an entity to the value of a column in the database's form. */
export type ColumnSetter = (entity: ObjectLiteral, value: unknown) => void;

/** Returns the value of a column from an entity, in the database's form. */
export type ColumnGetter = (entity: ObjectLiteral) => unknown;

/** TypeORM checks every value for necessary conversions. For most columns, they are known in advance. */
export function columnSetter(column: ColumnMetadata, { driver }: DataSource): ColumnSetter {
  const { propertyName, transformer } = column;
  if (!isPassthrough(column) || Array.isArray(transformer)) {
    return (entity, value) => column.setEntityValue(entity, driver.prepareHydratedValue(value, column));
  }
  if (transformer === undefined) return (entity, value) => (entity[propertyName] = value);
  return (entity, value) => (entity[propertyName] = transformer.from(value) as unknown);
}

/** The opposite of {@link columnSetter}. */
export function columnGetter(column: ColumnMetadata, { driver }: DataSource): ColumnGetter {
  const { propertyName, transformer, referencedColumn } = column;
  // The value may be in the referenced entity.
  if (!isPassthrough(column) || Array.isArray(transformer) || referencedColumn !== undefined) {
    return (entity) => driver.preparePersistentValue(column.getEntityValue(entity), column) as unknown;
  }
  if (transformer === undefined) return (entity) => entity[propertyName] as unknown;
  return (entity) => transformer.to(entity[propertyName]) as unknown;
}

/** Types whose values in an entity have the form of the drivers, both alone and in a list. */
export const PASSTHROUGH_TYPES = new Set<unknown>([
  'varchar',
  'character varying',
  'text',
  'uuid',
  'int',
  'integer',
]);

function isPassthrough({ type, isArray, embeddedMetadata, isVirtual }: ColumnMetadata): boolean {
  return PASSTHROUGH_TYPES.has(type) && !isArray && embeddedMetadata === undefined && !isVirtual;
}
