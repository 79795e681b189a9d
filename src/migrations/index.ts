import { CreatePassportJitTables1764028800000 } from './1764028800000-create-tables';

/**
 * Makes and changes the tables of the ready entities, on every database: hand them to your `DataSource` beside your
 * own, with `synchronize: false`. An app that extends entities generates its own instead.
 *
 * @see https://typeorm.io/docs/migrations/executing
 */
export const migrations = [CreatePassportJitTables1764028800000];
