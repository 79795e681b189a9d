import { In, type DataSource, type EntityManager, type ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { PASSTHROUGH_TYPES, columnGetter, type ColumnGetter } from './column-value';
import type { Dialect } from './dialects/dialect';
import { chunks, fromQueryBuilder, tableName, type Bind, type Write } from './write';

type Entity = ObjectLiteral & { id: string };
type Properties<Row extends Entity> = readonly (keyof Row & string)[];

/**
 * The writes to a table. For the classes of this library, and for an app's classes to which TypeORM adds nothing, the
 * SQL is composed here: a query builder takes longer than the database.
 */
export class TableWriter<Row extends Entity> {
  readonly #entity: new () => Row;
  readonly #dialect: Dialect;
  readonly #name: string;
  readonly #composesSql: boolean;
  readonly #insertColumns: readonly Column[];
  readonly #byProperty: ReadonlyMap<string, Column>;
  /** The column of soft deletion, if the app keeps deleted rows. */
  readonly #deleteDateColumn: Column | undefined;

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
    this.#deleteDateColumn = allColumns.find(({ columnMetadata }) => columnMetadata.isDeleteDate);
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
   * Inserts rows that have the same properties. An existing row is updated, and a soft-deleted row is restored.
   *
   * @param conflictProperties the properties that identify an existing row
   */
  upsert(
    manager: EntityManager,
    rows: readonly Partial<Row>[],
    conflictProperties: Properties<Row>,
  ): Write[] {
    const updatedProperties = Object.keys(rows[0] ?? {}).filter(
      (name) => name !== 'id' && !conflictProperties.includes(name),
    );
    const [keys, updated] = [conflictProperties, updatedProperties].map((names) =>
      names.map((name) => this.#column(name)),
    );
    // The new row has no value for that column, so it becomes null.
    const set = this.#deleteDateColumn === undefined ? updated : [...updated!, this.#deleteDateColumn];
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
   * Deletes rows. A class with `@DeleteDateColumn` keeps them as soft-deleted.
   *
   * @param where the common values of the rows. PostgreSQL finds the rows by them and not by the ids: it would
   *   overestimate the number of ids, and plan the statement again each time.
   */
  delete(manager: EntityManager, where: Partial<Row>, ids: readonly string[]): Write[] {
    const { name, getValue, arrayCast = '' } = this.#column('id');
    const { supportsUnnest } = this.#dialect;
    const inIds = (bind: Bind, batch: readonly unknown[]) =>
      supportsUnnest
        ? `${name}::text = ANY(${bind(batch)}${arrayCast}::text[])`
        : `${name} IN (${batch.map(bind).join(', ')})`;
    if (this.#deleteDateColumn !== undefined && !this.#composesSql) {
      const deletion = this.#deleteDateColumn.columnMetadata.createValueMap(
        this.#deletionTime(),
      ) as Partial<Row>;
      return chunks(ids).map((batch) => {
        const ofBatch = { ...where, id: In(batch) } as ObjectLiteral as Partial<Row>;
        return this.update(manager, deletion, ofBatch);
      });
    }
    const idValues = ids.map((id) => getValue({ id }));
    return chunks(idValues, supportsUnnest ? idValues.length : undefined).map((batch) => (bind) => {
      const action =
        this.#deleteDateColumn === undefined ? `DELETE FROM ${this.#name}` : this.#softDelete(bind);
      const conditions = [...this.#assignments(bind, where), inIds(bind, batch)];
      return `${action} WHERE ${conditions.join(' AND ')}`;
    });
  }

  #softDelete(bind: Bind): string {
    const { name, columnMetadata, getValue } = this.#deleteDateColumn!;
    const deletion = columnMetadata.createValueMap(this.#deletionTime()) as Partial<Row>;
    return `UPDATE ${this.#name} SET ${name} = ${bind(getValue(deletion))}`;
  }

  /** The current time in the form of the app's column: a date or, in a numeric column, milliseconds since 1970. */
  #deletionTime(): Date | number {
    const { columnMetadata, getValue } = this.#deleteDateColumn!;
    const now = new Date();
    const { type } = columnMetadata;
    if (type !== Number && !NUMERIC_TYPE.test(String(type))) return now;
    const stored = getValue(columnMetadata.createValueMap(now));
    return stored instanceof Date || Number.isNaN(Number(stored)) ? now.getTime() : now;
  }

  /** The escaped column of a property. */
  column(property: keyof Row & string): string {
    return this.#column(property).name;
  }

  /** The escaped name of the table. */
  get name(): string {
    return this.#name;
  }

  #insert(bind: Bind, rows: readonly Partial<Row>[]): string {
    // Columns that the first row omits get their default from the database, as with TypeORM.
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

/** The types of numeric columns, under the names of all databases. */
const NUMERIC_TYPE = /^((big|small|medium|tiny)?int|int[248]|integer|numeric|decimal|real|double|float)\b/;

/** Whether TypeORM writes a generated value to a column, other than the default that the database has, too. */
function hasGeneratedValues(column: ColumnMetadata): boolean {
  const { isVersion, isUpdateDate, isDiscriminator, isGenerated, isPrimary, isTreeLevel } = column;
  return isVersion || isUpdateDate || isDiscriminator || isTreeLevel || (isGenerated && !isPrimary);
}

/** A column as it is written. */
interface Column {
  columnMetadata: ColumnMetadata;
  /** Escaped. */
  name: string;
  getValue: ColumnGetter;
  /** The cast of a list of its values, if a statement can have one. */
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
