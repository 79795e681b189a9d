import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/** Gives an entity the value of a column, as the database has it. */
export type ColumnSetter = (entity: ObjectLiteral, value: unknown) => void;

/** Takes the value of a column out of an entity, as the database is to have it. */
export type ColumnGetter = (entity: ObjectLiteral) => unknown;

/** TypeORM looks at every value for what might have to be done with it; for most columns that is known beforehand. */
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
  // The value may be in the entity that it refers to.
  if (!isPassthrough(column) || Array.isArray(transformer) || referencedColumn !== undefined) {
    return (entity) => driver.preparePersistentValue(column.getEntityValue(entity), column) as unknown;
  }
  if (transformer === undefined) return (entity) => entity[propertyName] as unknown;
  return (entity) => transformer.to(entity[propertyName]) as unknown;
}

/** Types whose values are in an entity as the drivers take and give them, one by one or in a list. */
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
