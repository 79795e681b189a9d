import { CreatePassportJitTables1764028800000 } from './1764028800000-create-tables';

/**
 * Makes and changes the tables of the ready entities, on every database: hand them to your `DataSource` beside your
 * own, with `synchronize: false`. An app that extends entities generates its own instead.
 *
 * @see https://typeorm.io/docs/migrations/executing
 *
 * @example
 * ```ts
 * const dataSource = new DataSource({ ...connection, entities: Object.values(entities), migrations });
 * ```
 */
export const migrations = [CreatePassportJitTables1764028800000];
