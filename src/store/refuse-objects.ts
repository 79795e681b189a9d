import { isDate } from 'node:util/types';
import type { ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { Database } from '../database/database';
import { ProvisioningError } from '../errors';

/**
 * Refuses an object or a list in a column that does not accept any, such as an object in a claim where the app expects
 * text. A driver that writes values into the text of a statement, such as that of MySQL and MariaDB, would turn the
 * object into SQL.
 *
 * @throws {ProvisioningError} `options_invalid`
 */
export function refuseObjects(
  { dataSource, dialect }: Database,
  columns: readonly ColumnMetadata[],
  entity: ObjectLiteral,
): void {
  for (const column of columns) {
    // In the form that goes to the driver: a JSON column, or one with a transformer, may convert an object to text.
    const value: unknown = dataSource.driver.preparePersistentValue(column.getEntityValue(entity), column);
    if (!isObject(value)) continue;
    const { type, isArray, propertyPath, entityMetadata } = column;
    if (isArray ? Array.isArray(value) : dialect.objectTypes.has(type)) continue;
    throw new ProvisioningError(
      'options_invalid',
      `assignUser: the column "${propertyPath}" of ${entityMetadata.name} does not take ` +
        `${Array.isArray(value) ? 'a list' : 'an object'}. Assign a single value, or give the column a type for it, such as "simple-json".`,
    );
  }
}

/** Dates and binary data are single values to every driver. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isDate(value) && !ArrayBuffer.isView(value);
}
