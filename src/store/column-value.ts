import type { DataSource, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/** Gives an entity the value of a column, as the database has it. */
export type Fill = (entity: ObjectLiteral, value: unknown) => void;

/** Takes the value of a column out of an entity, as the database is to have it. */
export type Take = (entity: ObjectLiteral) => unknown;

/** TypeORM looks at every value for what might have to be done with it; for most columns that is known beforehand. */
export function fillOf(column: ColumnMetadata, { driver }: DataSource): Fill {
  const { propertyName, transformer } = column;
  if (!isPlain(column) || Array.isArray(transformer)) {
    return (entity, value) => column.setEntityValue(entity, driver.prepareHydratedValue(value, column));
  }
  if (transformer === undefined) return (entity, value) => (entity[propertyName] = value);
  return (entity, value) => (entity[propertyName] = transformer.from(value) as unknown);
}

/** The opposite of {@link fillOf}. */
export function takeOf(column: ColumnMetadata, { driver }: DataSource): Take {
  const { propertyName, transformer, referencedColumn } = column;
  // The value may be in the entity that it refers to.
  if (!isPlain(column) || Array.isArray(transformer) || referencedColumn !== undefined) {
    return (entity) => driver.preparePersistentValue(column.getEntityValue(entity), column) as unknown;
  }
  if (transformer === undefined) return (entity) => entity[propertyName] as unknown;
  return (entity) => transformer.to(entity[propertyName]) as unknown;
}

/** Types whose values are in an entity as the drivers take and give them, one by one or in a list. */
export const AS_THEY_ARE = new Set<unknown>([
  'varchar',
  'character varying',
  'text',
  'uuid',
  'int',
  'integer',
]);

function isPlain({ type, isArray, embeddedMetadata, isVirtual }: ColumnMetadata): boolean {
  return AS_THEY_ARE.has(type) && !isArray && embeddedMetadata === undefined && !isVirtual;
}
