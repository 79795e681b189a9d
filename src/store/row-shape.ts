import type { DataSource, EntityMetadata, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';

/**
 * How the columns of an entity are selected by hand-written SQL, and how an entity is made of what came back.
 * It asks TypeORM's metadata, so columns that an app renamed, added or transforms are right too.
 */
export class RowShape<Entity extends ObjectLiteral> {
  readonly #columns: readonly ColumnMetadata[];
  readonly #dataSource: DataSource;
  readonly #metadata: EntityMetadata;

  constructor(dataSource: DataSource, entity: new () => Entity) {
    this.#dataSource = dataSource;
    this.#metadata = dataSource.getMetadata(entity);
    this.#columns = this.#metadata.columns.filter(({ isVirtual, isSelect }) => isSelect && !isVirtual);
  }

  /** The table's name, escaped. */
  get table(): string {
    return this.#metadata.tablePath
      .split('.')
      .map((part) => this.#dataSource.driver.escape(part))
      .join('.');
  }

  /** A column by its property, escaped, with the alias of its table before it. */
  column(alias: string, property: keyof Entity & string): string {
    const column = this.#metadata.findColumnWithPropertyName(property);
    if (column === undefined) throw new Error(`${this.#metadata.name} has no column for "${property}"`);
    return `${alias}.${this.#dataSource.driver.escape(column.databaseName)}`;
  }

  /** Every column, in the order in which {@link hydrate} takes the values. */
  columns(alias: string): string[] {
    return this.#columns.map(
      ({ databaseName }) => `${alias}.${this.#dataSource.driver.escape(databaseName)}`,
    );
  }

  hydrate(values: readonly unknown[]): Entity {
    const entity = this.#metadata.create() as Entity;
    this.#columns.forEach((column, i) => {
      column.setEntityValue(
        entity,
        this.#dataSource.driver.prepareHydratedValue(values[i], column) as unknown,
      );
    });
    for (const listener of this.#metadata.afterLoadListeners) {
      if (listener.isAllowed(entity)) void listener.execute(entity);
    }
    return entity;
  }
}
