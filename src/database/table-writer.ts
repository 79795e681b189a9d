import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { PASSTHROUGH_TYPES, columnGetter, type ColumnGetter } from './column-value';
import type { Dialect } from './dialects/dialect';
import { chunks, fromQueryBuilder, tableName, type Bind, type Write } from './write';

type Entity = ObjectLiteral & { id: string };
type Properties<Row extends Entity> = readonly (keyof Row & string)[];

/**
 * A table as this library writes to it. For its own classes, and for an app's to which TypeORM would add nothing, the SQL
 * is composed here: a query builder takes longer over it than the database.
 */
export class TableWriter<Row extends Entity> {
  readonly #entity: new () => Row;
  readonly #dialect: Dialect;
  readonly #name: string;
  readonly #composesSql: boolean;
  readonly #insertColumns: readonly Column[];
  readonly #byProperty: ReadonlyMap<string, Column>;

  constructor(dataSource: DataSource, dialect: Dialect, entity: new () => Row) {
    this.#entity = entity;
    this.#dialect = dialect;
    const metadata = dataSource.getMetadata(entity);
    const { columns } = metadata;
    this.#name = tableName(dataSource, metadata);
    this.#composesSql = !columns.some(hasGeneratedValues);
    const allColumns = columns.map((column) => toColumn(column, dataSource, dialect));
    this.#insertColumns = allColumns.filter(
      ({ columnMetadata }) => columnMetadata.isInsert && !columnMetadata.isVirtualProperty,
    );
    this.#byProperty = new Map(allColumns.map((column) => [column.columnMetadata.propertyPath, column]));
  }

  insert(manager: EntityManager, rows: readonly Partial<Row>[]): Write {
    if (this.#composesSql) return (bind) => this.#insert(bind, rows);
    const builder = manager
      .createQueryBuilder()
      .insert()
      .into<ObjectLiteral>(this.#entity)
      .values([...rows]);
    return fromQueryBuilder(builder.updateEntity(false).callListeners(false));
  }

  /**
   * Inserts rows that all have the same properties; one that is there already gets what its row says.
   *
   * @param conflictProperties the properties by which it is there already
   */
  upsert(
    manager: EntityManager,
    rows: readonly Partial<Row>[],
    conflictProperties: Properties<Row>,
  ): Write[] {
    const updatedProperties = Object.keys(rows[0] ?? {}).filter(
      (name) => name !== 'id' && !conflictProperties.includes(name),
    );
    const [keys, set] = [conflictProperties, updatedProperties].map((names) =>
      names.map((name) => this.#column(name)),
    );
    if (this.#composesSql) {
      const conflict = this.#dialect.onConflictUpdate(
        keys!.map(({ name }) => name),
        set!.map(({ name }) => name),
      );
      const batches = this.#dialect.supportsUnnest ? [rows] : chunks(rows);
      return batches.map((batch) => (bind: Bind) => `${this.#insert(bind, batch)} ${conflict}`);
    }
    const nameOf = ({ columnMetadata }: Column) => columnMetadata.databaseName;
    return chunks(rows).map((batch) => {
      const builder = manager.createQueryBuilder().insert().into<ObjectLiteral>(this.#entity).values(batch);
      builder.orUpdate(set!.map(nameOf), keys!.map(nameOf));
      return fromQueryBuilder(builder.updateEntity(false).callListeners(false));
    });
  }

  update(manager: EntityManager, columns: Partial<Row>, where: Partial<Row>): Write {
    const canCompose = this.#composesSql && Object.keys(columns).every((name) => this.#byProperty.has(name));
    if (canCompose) {
      return (bind) => {
        const set = this.#assignments(bind, columns).join(', ');
        return `UPDATE ${this.#name} SET ${set} WHERE ${this.#assignments(bind, where).join(' AND ')}`;
      };
    }
    const builder = manager
      .createQueryBuilder()
      .update<ObjectLiteral>(this.#entity)
      .set(columns)
      .where(where);
    return fromQueryBuilder(builder.updateEntity(false).callListeners(false));
  }

  /**
   * @param where what the rows have in common. By that PostgreSQL finds them, and not by the ids: it would expect more of
   *   them than there are, and rather plan the statement anew each time.
   */
  delete(where: Partial<Row>, ids: readonly string[]): Write[] {
    const { name, getValue, arrayCast = '' } = this.#column('id');
    const { supportsUnnest } = this.#dialect;
    const inIds = (bind: Bind, batch: readonly unknown[]) =>
      supportsUnnest
        ? `${name}::text = ANY(${bind(batch)}${arrayCast}::text[])`
        : `${name} IN (${batch.map(bind).join(', ')})`;
    const idValues = ids.map((id) => getValue({ id }));
    return chunks(idValues, supportsUnnest ? idValues.length : undefined).map((batch) => (bind) => {
      const conditions = [...this.#assignments(bind, where), inIds(bind, batch)];
      return `DELETE FROM ${this.#name} WHERE ${conditions.join(' AND ')}`;
    });
  }

  /** A property's column, escaped. */
  column(property: keyof Row & string): string {
    return this.#column(property).name;
  }

  /** The table's name, escaped. */
  get name(): string {
    return this.#name;
  }

  #insert(bind: Bind, rows: readonly Partial<Row>[]): string {
    // What the first row leaves out is left to the database, as TypeORM would.
    const columns = this.#insertColumns.filter(({ getValue }) => getValue(rows[0]!) !== undefined);
    const into = `INSERT INTO ${this.#name}(${columns.map(({ name }) => name).join(', ')})`;
    if (rows.length > 1 && columns.every(({ arrayCast }) => arrayCast !== undefined)) {
      const arrays = columns.map(({ getValue, arrayCast }) => `${bind(rows.map(getValue))}${arrayCast}`);
      return `${into} SELECT * FROM unnest(${arrays.join(', ')})`;
    }
    const values = rows.map((row) => `(${columns.map(({ getValue }) => bind(getValue(row))).join(', ')})`);
    return `${into} VALUES ${values.join(', ')}`;
  }

  #assignments(bind: Bind, row: Partial<Row>): string[] {
    return Object.keys(row).map((property) => {
      const { name, getValue } = this.#column(property);
      return `${name} = ${bind(getValue(row))}`;
    });
  }

  #column(property: string): Column {
    const column = this.#byProperty.get(property);
    if (column === undefined) throw new Error(`${this.#name} has no column for "${property}"`);
    return column;
  }
}

/** Whether TypeORM writes a generated value to a column, other than the default that the database has too. */
function hasGeneratedValues(column: ColumnMetadata): boolean {
  const { isVersion, isUpdateDate, isDiscriminator, isGenerated, isPrimary, isTreeLevel } = column;
  return isVersion || isUpdateDate || isDiscriminator || isTreeLevel || (isGenerated && !isPrimary);
}

/** A column as it is written to. */
interface Column {
  columnMetadata: ColumnMetadata;
  /** Escaped. */
  name: string;
  getValue: ColumnGetter;
  /** The cast of a list of its values, where a statement can have one. */
  arrayCast: string | undefined;
}

function toColumn(
  columnMetadata: ColumnMetadata,
  dataSource: DataSource,
  { supportsUnnest }: Dialect,
): Column {
  const { driver } = dataSource;
  const supportsArray =
    supportsUnnest && PASSTHROUGH_TYPES.has(columnMetadata.type) && !columnMetadata.isArray;
  return {
    columnMetadata,
    name: driver.escape(columnMetadata.databaseName),
    getValue: columnGetter(columnMetadata, dataSource),
    arrayCast: supportsArray ? `::${driver.normalizeType(columnMetadata)}[]` : undefined,
  };
}
