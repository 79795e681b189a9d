import type { DataSource, EntityManager, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import { chunks } from './chunks';
import { AS_THEY_ARE, takeOf, type Take } from './column-value';
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
  readonly #inserted: readonly Column[];
  readonly #byProperty: ReadonlyMap<string, Column>;

  static of<Row extends Entity>(dataSource: DataSource, entity: new () => Row): Table<Row> {
    const tables = Table.#known.get(dataSource) ?? new Map<unknown, unknown>();
    Table.#known.set(dataSource, tables);
    const table = tables.get(entity) ?? new Table(dataSource, entity);
    tables.set(entity, table);
    return table as Table<Row>;
  }

  private constructor(
    dataSource: DataSource,
    private readonly entity: new () => Row,
  ) {
    this.#dialect = dialectOf(dataSource);
    const metadata = dataSource.getMetadata(entity);
    const { columns } = metadata;
    this.#name = tableName(dataSource, metadata);
    this.#isPlain = !columns.some(addsOfItsOwn);
    const all = columns.map((column) => columnOf(column, dataSource));
    this.#inserted = all.filter(({ of }) => of.isInsert && !of.isVirtualProperty);
    this.#byProperty = new Map(all.map((column) => [column.of.propertyPath, column]));
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
        keys!.map(({ name }) => name),
        set!.map(({ name }) => name),
      );
      const all = this.#dialect.unnests ? [rows] : chunks(rows);
      return all.map((some) => (bind: Bind) => `${this.#insert(bind, some)} ${conflict}`);
    }
    const nameOf = ({ of }: Column) => of.databaseName;
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
        const set = this.#pairs(bind, columns).join(', ');
        return `UPDATE ${this.#name} SET ${set} WHERE ${this.#pairs(bind, where).join(' AND ')}`;
      };
    }
    const builder = manager.createQueryBuilder().update<ObjectLiteral>(this.entity).set(columns).where(where);
    return byBuilder(builder.updateEntity(false).callListeners(false));
  }

  /**
   * @param where what the rows have in common. By that PostgreSQL finds them, and not by the ids: it would expect more of
   *   them than there are, and rather plan the statement anew each time.
   */
  delete(where: Partial<Row>, ids: readonly string[]): Write[] {
    const { name, take, list = '' } = this.#column('id');
    const { unnests } = this.#dialect;
    const isOneOf = (bind: Bind, some: readonly unknown[]) =>
      unnests
        ? `${name}::text = ANY(${bind(some)}${list}::text[])`
        : `${name} IN (${some.map(bind).join(', ')})`;
    const kept = ids.map((id) => take({ id }));
    return chunks(kept, unnests ? kept.length : undefined).map((some) => (bind) => {
      const conditions = [...this.#pairs(bind, where), isOneOf(bind, some)];
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
    const columns = this.#inserted.filter(({ take }) => take(rows[0]!) !== undefined);
    const into = `INSERT INTO ${this.#name}(${columns.map(({ name }) => name).join(', ')})`;
    if (rows.length > 1 && columns.every(({ list }) => list !== undefined)) {
      const lists = columns.map(({ take, list }) => `${bind(rows.map(take))}${list}`);
      return `${into} SELECT * FROM unnest(${lists.join(', ')})`;
    }
    const values = rows.map((row) => `(${columns.map(({ take }) => bind(take(row))).join(', ')})`);
    return `${into} VALUES ${values.join(', ')}`;
  }

  #pairs(bind: Bind, row: Partial<Row>): string[] {
    return Object.keys(row).map((property) => {
      const { name, take } = this.#column(property);
      return `${name} = ${bind(take(row))}`;
    });
  }

  #column(property: string): Column {
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

/** A column as it is written to. */
interface Column {
  of: ColumnMetadata;
  /** Escaped. */
  name: string;
  take: Take;
  /** The cast of a list of its values, where a statement can have one. */
  list: string | undefined;
}

function columnOf(of: ColumnMetadata, dataSource: DataSource): Column {
  const { driver } = dataSource;
  const isListed = dialectOf(dataSource).unnests && AS_THEY_ARE.has(of.type) && !of.isArray;
  return {
    of,
    name: driver.escape(of.databaseName),
    take: takeOf(of, dataSource),
    list: isListed ? `::${driver.normalizeType(of)}[]` : undefined,
  };
}
