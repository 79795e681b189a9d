import { In, type DataSource, type EntityManager, type EntityMetadata, type ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { ProvisioningError } from '../errors';
import type { Database } from './database';
import { withConnection } from './connection';
import type { Dialect } from './dialects/dialect';
import { columnSetter, type ColumnSetter } from './column-value';
import type { SelectExpression } from './json-row';
import { chunks, tableName } from './write';

/**
 * How hand-written SQL selects the columns of an entity, and how rows become entities. It uses TypeORM's metadata, so
 * it supports columns that an app renamed, added or transforms.
 */
export class EntityProjection<Entity extends ObjectLiteral> {
  readonly #entity: new () => Entity;
  readonly #columns: readonly ColumnMetadata[];
  /** The columns that {@link loadMissing} selects through TypeORM. */
  readonly #selection: readonly string[];
  /** The setter of each column. */
  readonly #setters: readonly ColumnSetter[];
  readonly #dataSource: DataSource;
  readonly #metadata: EntityMetadata;
  readonly #dialect: Dialect;
  readonly #selectsEverything: boolean;

  /**
   * @param options whether the values are part of a JSON array, which does not support every type; properties that are
   *   selected even if the class declares `select: false`; and properties whose columns are never read
   */
  constructor(
    { dataSource, dialect }: Database,
    entity: new () => Entity,
    {
      inJson = false,
      required = new Set(),
      without = [],
    }: {
      inJson?: boolean;
      required?: ReadonlySet<string>;
      without?: readonly (keyof Entity & string)[];
    } = {},
  ) {
    this.#entity = entity;
    this.#dataSource = dataSource;
    this.#metadata = dataSource.getMetadata(entity);
    const { columns, eagerRelations, relationIds } = this.#metadata;
    const wanted = columns.filter(
      ({ isSelect, propertyPath }) =>
        (isSelect || required.has(propertyPath)) && !without.includes(propertyPath),
    );
    const selected = wanted.filter(({ isVirtual }) => !isVirtual);
    this.#selection = wanted.map(({ propertyPath }) => `${ALIAS}.${propertyPath}`);
    this.#dialect = dialect;
    this.#columns = inJson ? selected.filter((column) => isJsonSafe(column, this.#dialect)) : selected;
    this.#setters = this.#columns.map((column) => columnSetter(column, dataSource));
    this.#selectsEverything =
      this.#columns.length === selected.length && eagerRelations.length === 0 && relationIds.length === 0;
    this.#checkRelations();
  }

  /** The escaped name of the table. */
  get table(): string {
    return tableName(this.#dataSource, this.#metadata);
  }

  /** The escaped column of a property, qualified with the alias of its table. */
  column(alias: string, property: keyof Entity & string): string {
    const column = this.#metadata.findColumnWithPropertyName(property);
    if (column === undefined) throw new Error(`${this.#metadata.name} has no column for "${property}"`);
    return `${alias}.${this.#dataSource.driver.escape(column.databaseName)}`;
  }

  /**
   * Every column, in the order in which {@link hydrate} expects the values, and finally the flag that {@link isDeleted}
   * reads.
   */
  columns(alias: string): SelectExpression[] {
    const { driver } = this.#dataSource;
    const columns = this.#columns.map((column) => {
      const { query, databaseName } = column;
      const sql =
        query === undefined ? `${alias}.${driver.escape(databaseName)}` : `(${query(driver.escape(alias))})`;
      return { sql, inJson: isJsonSafe(column, this.#dialect) };
    });
    const flag = this.deletedFlag(alias);
    return flag === undefined ? columns : [...columns, flag];
  }

  /** The position of a property's column among {@link columns}. */
  indexOf(property: keyof Entity & string): number {
    return this.#columns.findIndex(({ propertyPath }) => propertyPath === property);
  }

  /** Whether the column of a property has the same value in a JSON array. */
  isJsonSafe(property: keyof Entity & string): boolean {
    const column = this.#metadata.findColumnWithPropertyName(property);
    return column !== undefined && isJsonSafe(column, this.#dialect);
  }

  /**
   * 1 for a soft-deleted row, otherwise 0; `undefined` for a class without `@DeleteDateColumn`. The database computes
   * it, because an entity may lack that column, or have another value than a date in it.
   */
  deletedFlag(alias: string): SelectExpression | undefined {
    const column = this.#deleteDateColumn(alias);
    return column === undefined
      ? undefined
      : { sql: `CASE WHEN ${column} IS NULL THEN 0 ELSE 1 END`, inJson: true };
  }

  /** The condition that a row is not soft-deleted; none for a class without `@DeleteDateColumn`. */
  existsConditions(alias: string): string[] {
    const column = this.#deleteDateColumn(alias);
    return column === undefined ? [] : [`${column} IS NULL`];
  }

  /** Whether a row is soft-deleted, from its values as {@link hydrate} takes them. */
  isDeleted(values: readonly unknown[], offset = 0): boolean {
    return (
      this.#metadata.deleteDateColumn !== undefined && Number(values[offset + this.#columns.length]) === 1
    );
  }

  /** Converts a column's value to the form that it has in an entity. */
  decode(property: keyof Entity & string, value: unknown): unknown {
    const column = this.#metadata.findColumnWithPropertyName(property)!;
    return this.#dataSource.driver.prepareHydratedValue(value, column) as unknown;
  }

  /**
   * @param offset the position of the first value
   */
  hydrate(values: readonly unknown[], offset = 0): Entity {
    const entity = this.#metadata.create() as Entity;
    for (let i = 0; i < this.#setters.length; i++) this.#setters[i]!(entity, values[offset + i]);
    return entity;
  }

  /** Whether {@link loadMissing} has nothing to load. */
  get isHydratedFully(): boolean {
    return this.#selectsEverything && this.#metadata.afterLoadListeners.length === 0;
  }

  /** Loads the columns of an app's own class that the SQL of this class omits, and calls the listeners of the class. */
  async loadMissing(manager: EntityManager, entities: readonly Entity[]): Promise<void> {
    if (this.#selectsEverything) return this.#callAfterLoad(entities);
    const loadedById = new Map<unknown, Entity>();
    for (const ids of chunks([...new Set(entities.map(({ id }) => id as string))])) {
      for (const loaded of await this.#find(manager, ids)) loadedById.set(loaded.id, loaded);
    }
    for (const entity of entities) {
      // A column that TypeORM omits (`select: false`) may exist as `undefined` if the class was compiled to fields.
      const loaded = Object.entries(loadedById.get(entity.id) ?? {}).filter(
        ([, value]) => value !== undefined,
      );
      Object.assign(entity, Object.fromEntries(loaded));
    }
  }

  /** Reads from the primary and bypasses the query cache, like everything that a decision depends on. */
  #find(manager: EntityManager, ids: readonly string[]): Promise<Entity[]> {
    const find = (connection: EntityManager) =>
      connection
        .createQueryBuilder(this.#entity, ALIAS)
        .select([...this.#selection])
        .setFindOptions({ where: { id: In(ids) } as object, withDeleted: true, cache: false })
        .getMany();
    if (manager.queryRunner !== undefined) return find(manager);
    const database = { dataSource: this.#dataSource, dialect: this.#dialect };
    return withConnection(database, (runner) => find(runner.manager));
  }

  /** @throws {ProvisioningError} `entities_invalid` if a relation has another column than its id property */
  #checkRelations(): void {
    for (const { propertyName, joinColumns } of this.#metadata.manyToOneRelations) {
      if (!RELATIONS_WITH_ID.includes(propertyName)) continue;
      const idColumns = [this.#metadata.findColumnWithPropertyName(`${propertyName}Id`), joinColumns[0]];
      const [byProperty, byRelation] = idColumns.map((column) => column?.databaseName);
      if (byProperty === byRelation) continue;
      if (idColumns[0]?.givenDatabaseName !== undefined) {
        throw new ProvisioningError(
          'entities_invalid',
          `${this.#metadata.name}: the property "${propertyName}Id" is in the column "${byProperty}", and the relation ` +
            `"${propertyName}" in "${byRelation}". Give @Column({ name }) and @JoinColumn({ name }) one name.`,
        );
      }
      throw new ProvisioningError(
        'entities_invalid',
        `${this.#metadata.name}: the naming strategy calls the property "${propertyName}Id" "${byProperty}", and the ` +
          `relation "${propertyName}" "${byRelation}". Have its joinColumnName give the name that columnName gives.`,
      );
    }
  }

  #deleteDateColumn(alias: string): string | undefined {
    const { deleteDateColumn } = this.#metadata;
    return deleteDateColumn === undefined
      ? undefined
      : `${alias}.${this.#dataSource.driver.escape(deleteDateColumn.databaseName)}`;
  }

  async #callAfterLoad(entities: readonly Entity[]): Promise<void> {
    for (const listener of this.#metadata.afterLoadListeners) {
      for (const entity of entities) {
        if (listener.isAllowed(entity)) await (listener.execute(entity) as unknown);
      }
    }
  }
}

const ALIAS = 'entity';

/** The relations of this library, each of which has an id property. */
const RELATIONS_WITH_ID = ['user', 'team', 'caseGroup'];

/** The type of a virtual column is declared by the app, and does not come from the database. */
function isJsonSafe(
  { type, isArray, charset, collation, query }: ColumnMetadata,
  { jsonSafeTypes }: Dialect,
): boolean {
  return jsonSafeTypes.has(type) && !isArray && !charset && !collation && query === undefined;
}
