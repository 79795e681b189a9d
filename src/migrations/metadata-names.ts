import type { DataSource, EntityMetadata } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import { entities } from '../entities/index';
import { ProvisioningError } from '../errors';

/** The names of a ready entity in a data source. A naming strategy, a prefix or a schema of the app may change them. */
export class MetadataNames {
  readonly #metadata: EntityMetadata;

  /**
   * @throws {ProvisioningError} `entities_invalid` if the data source does not have the ready entity
   */
  constructor(dataSource: DataSource, entity: keyof EntitySet) {
    if (!dataSource.hasMetadata(entities[entity])) {
      throw new ProvisioningError(
        'entities_invalid',
        `migrations: the data source does not have the ready entity "${entity}", so its table has no known name. Add ` +
          'Object.values(entities) to the entities of the data source. With classes of your own, leave the migrations ' +
          'of passport-jit out, and generate one: npx typeorm migration:generate',
      );
    }
    this.#metadata = dataSource.getMetadata(entities[entity]);
  }

  /** Includes the schema, if the entity has one. */
  get table(): string {
    return this.#metadata.tablePath;
  }

  /**
   * @param name the name of the column without a naming strategy; a column that a later version dropped keeps this name
   */
  column(name: string): string {
    const column = this.#metadata.columns.find(
      ({ propertyName, givenDatabaseName }) => (givenDatabaseName ?? propertyName) === name,
    );
    return column?.databaseName ?? name;
  }
}
