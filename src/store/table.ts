import { In, type DataSource, type EntityManager, type ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { chunks } from './chunks';
import { dialectOf, type Dialect } from './dialect';
import { tableName } from './table-name';
import { byBuilder, type Bind, type Write } from './write';

type Entity = ObjectLiteral & { id: string };
type Properties<Row extends Entity> = readonly (keyof Row & string)[];

/**
 * A table as this library writes to it. For its own classes, and for an app's to which TypeORM would add nothing, the SQL
 * is composed here: a query builder takes longer over it than the database.
 */
export class Table<Row extends Entity> {
  static readonly #known = new WeakMap<DataSource, Map<unknown, unknown>>();

  readonly #dialect: Dialect;
  readonly #name: string;
  readonly #isPlain: boolean;
  readonly #inserted: readonly ColumnMetadata[];
  readonly #byProperty: ReadonlyMap<string, ColumnMetadata>;

  static of<Row extends Entity>(dataSource: DataSource, entity: new () => Row): Table<Row> {
    const tables = Table.#known.get(dataSource) ?? new Map<unknown, unknown>();
    Table.#known.set(dataSource, tables);
    const table = tables.get(entity) ?? new Table(dataSource, entity);
    tables.set(entity, table);
    return table as Table<Row>;
  }

  private constructor(
    private readonly dataSource: DataSource,
    private readonly entity: new () => Row,
  ) {
    this.#dialect = dialectOf(dataSource);
    const metadata = dataSource.getMetadata(entity);
    const { columns } = metadata;
    this.#name = tableName(dataSource, metadata);
    this.#isPlain = !columns.some(addsOfItsOwn);
    this.#inserted = columns.filter(({ isInsert, isVirtualProperty }) => isInsert && !isVirtualProperty);
    this.#byProperty = new Map(columns.map((column) => [column.propertyPath, column]));
  }

  insert(manager: EntityManager, rows: readonly Partial<Row>[]): Write {
    if (this.#isPlain) return (bind) => this.#insert(bind, rows);
    const { entity } = this;
    const builder = manager
      .createQueryBuilder()
      .insert()
      .into<ObjectLiteral>(entity)
      .values([...rows]);
    return byBuilder(builder.updateEntity(false).callListeners(false));
  }

  /**
   * Inserts rows that all have the same properties; one that is there already gets what its row says.
   *
   * @param identifying the properties by which it is there already
   */
  upsert(manager: EntityManager, rows: readonly Partial<Row>[], identifying: Properties<Row>): Write[] {
    const others = Object.keys(rows[0] ?? {}).filter((name) => name !== 'id' && !identifying.includes(name));
    const [keys, set] = [identifying, others].map((names) => names.map((name) => this.#column(name)));
    if (this.#isPlain) {
      const conflict = this.#dialect.updateConflict(
        keys!.map((column) => this.#escape(column)),
        set!.map((column) => this.#escape(column)),
      );
      const all = this.#dialect.unnests ? [rows] : chunks(rows);
      return all.map((some) => (bind: Bind) => `${this.#insert(bind, some)} ${conflict}`);
    }
    const nameOf = ({ databaseName }: ColumnMetadata) => databaseName;
    return chunks(rows).map((some) => {
      const builder = manager.createQueryBuilder().insert().into<ObjectLiteral>(this.entity).values(some);
      builder.orUpdate(set!.map(nameOf), keys!.map(nameOf));
      return byBuilder(builder.updateEntity(false).callListeners(false));
    });
  }

  update(manager: EntityManager, columns: Partial<Row>, where: Partial<Row>): Write {
    const isComposed = this.#isPlain && Object.keys(columns).every((name) => this.#byProperty.has(name));
    if (isComposed) {
      return (bind) => {
        const pairs = (row: Partial<Row>) =>
          Object.keys(row).map(
            (name) => `${this.#escape(this.#column(name))} = ${this.#bound(bind, row, name)}`,
          );
        return `UPDATE ${this.#name} SET ${pairs(columns).join(', ')} WHERE ${pairs(where).join(' AND ')}`;
      };
    }
    const builder = manager.createQueryBuilder().update<ObjectLiteral>(this.entity).set(columns).where(where);
    return byBuilder(builder.updateEntity(false).callListeners(false));
  }

  delete(manager: EntityManager, ids: readonly string[]): Write[] {
    const id = this.#column('id');
    if (this.#isPlain && this.#dialect.unnests && isListed(id)) {
      if (ids.length === 0) return [];
      return [
        (bind) => `DELETE FROM ${this.#name} WHERE ${this.#escape(id)} = ANY(${this.#list(bind, id, ids)})`,
      ];
    }
    return chunks(ids).map((some) => {
      const builder = manager.createQueryBuilder().delete().from<ObjectLiteral>(this.entity);
      return byBuilder(builder.where({ id: In(some) }).callListeners(false));
    });
  }

  /** A property's column, escaped. */
  column(property: keyof Row & string): string {
    return this.#escape(this.#column(property));
  }

  /** The table's name, escaped. */
  get name(): string {
    return this.#name;
  }

  #insert(bind: Bind, rows: readonly Partial<Row>[]): string {
    // What the first row leaves out is left to the database, as TypeORM would.
    const columns = this.#inserted.filter((column) => this.#prepared(rows[0]!, column) !== undefined);
    const names = columns.map((column) => this.#escape(column)).join(', ');
    const into = `INSERT INTO ${this.#name}(${names})`;
    if (this.#dialect.unnests && rows.length > 1 && columns.every(isListed)) {
      const lists = columns.map((column) =>
        this.#list(
          bind,
          column,
          rows.map((row) => this.#prepared(row, column)),
        ),
      );
      return `${into} SELECT * FROM unnest(${lists.join(', ')})`;
    }
    const values = rows.map(
      (row) => `(${columns.map((column) => bind(this.#prepared(row, column))).join(', ')})`,
    );
    return `${into} VALUES ${values.join(', ')}`;
  }

  #list(bind: Bind, column: ColumnMetadata, values: unknown[] | readonly string[]): string {
    return `${bind(values)}::${this.dataSource.driver.normalizeType(column)}[]`;
  }

  #bound(bind: Bind, row: Partial<Row>, property: string): string {
    return bind(this.#prepared(row, this.#column(property)));
  }

  /** In the form in which it is kept. */
  #prepared(row: Partial<Row>, column: ColumnMetadata): unknown {
    return this.dataSource.driver.preparePersistentValue(column.getEntityValue(row), column) as unknown;
  }

  #escape({ databaseName }: ColumnMetadata): string {
    return this.dataSource.driver.escape(databaseName);
  }

  #column(property: string): ColumnMetadata {
    const column = this.#byProperty.get(property);
    if (column === undefined) throw new Error(`${this.#name} has no column for "${property}"`);
    return column;
  }
}

/** Whether TypeORM writes to a column what nobody gave it, other than the default that the database has too. */
function addsOfItsOwn(column: ColumnMetadata): boolean {
  const { isVersion, isUpdateDate, isDiscriminator, isGenerated, isPrimary, isTreeLevel } = column;
  return isVersion || isUpdateDate || isDiscriminator || isTreeLevel || (isGenerated && !isPrimary);
}

/** Types of which PostgreSQL takes many values in one list. */
const LISTED = new Set<unknown>(['varchar', 'character varying', 'text', 'uuid', 'int', 'integer']);

function isListed({ type, isArray }: ColumnMetadata): boolean {
  return LISTED.has(type) && !isArray;
}
