import { CreatePassportJitTables1764028800000 } from './1764028800000-create-tables';
import { EndPassportJitAccess1764115200000 } from './1764115200000-end-access';
import { CreatePassportJitAdoptions1764201600000 } from './1764201600000-adoptions';
import { AddPassportJitGroupSources1764288000000 } from './1764288000000-add-group-sources';

/**
 * Create and change the tables of the ready entities, on every database. Pass them to your `DataSource` together with
 * your own, with `synchronize: false`. The data source needs the ready entities; its `namingStrategy` and
 * `entityPrefix` determine the names of tables and columns. An app that extends entities generates its own migrations
 * instead.
 *
 * @see https://typeorm.io/docs/migrations/executing
 *
 * @example
 * ```ts
 * const dataSource = new DataSource({ ...connection, entities: Object.values(entities), migrations });
 * ```
 */
export const migrations = [
  CreatePassportJitTables1764028800000,
  EndPassportJitAccess1764115200000,
  CreatePassportJitAdoptions1764201600000,
  AddPassportJitGroupSources1764288000000,
];
