import type { DataSource, EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Some properties of an entity, and whether the app keeps the row as soft-deleted (`@DeleteDateColumn`). */
export type ReadRow<Entity, Property extends keyof Entity> = Pick<Entity, Property> & { isDeleted: boolean };

/** A condition of a query builder. Of several conditions, one must hold. */
type Condition = ObjectLiteral | ObjectLiteral[];

/**
 * Reads columns that a decision depends on, independent of the app's TypeORM configuration: from the primary of a
 * replicated data source, without the query cache, including columns with `select: false` and soft-deleted rows.
 *
 * @param refine completes the query, for example with an order; the alias of the entity is `it`
 */
export async function readRows<Entity extends ObjectLiteral, Property extends keyof Entity & string>(
  manager: EntityManager,
  entity: new () => Entity,
  { properties, where }: { properties: readonly Property[]; where?: Condition },
  refine: (query: SelectQueryBuilder<Entity>) => unknown = () => undefined,
): Promise<ReadRow<Entity, Property>[]> {
  const query = manager.createQueryBuilder(entity, 'it').select([]).withDeleted();
  if (where !== undefined) query.where(where);
  refine(query);
  for (const property of properties) query.addSelect(`it.${property}`, property);
  const { metadata } = query.expressionMap.mainAlias!;
  const { deleteDateColumn } = metadata;
  if (deleteDateColumn !== undefined) {
    const isDeleted = `CASE WHEN it.${deleteDateColumn.propertyPath} IS NULL THEN 0 ELSE 1 END`;
    query.addSelect(isDeleted, 'isDeleted');
  }
  const { driver } = dataSourceOf(manager);
  const columns = properties.map((property) => metadata.findColumnWithPropertyName(property)!);
  const rows = await runQuery<ObjectLiteral>(manager, query);
  return rows.map((row) => {
    const values = columns.map((column) => [
      column.propertyName,
      driver.prepareHydratedValue(row[column.propertyName], column) as unknown,
    ]);
    const read = Object.fromEntries(values) as Pick<Entity, Property>;
    return { ...read, isDeleted: Number(row.isDeleted ?? 0) === 1 };
  });
}

/** Counts rows that are not soft-deleted, for a decision that depends on their number. */
export async function countRows<Entity extends ObjectLiteral>(
  manager: EntityManager,
  entity: new () => Entity,
  where: ObjectLiteral,
): Promise<number> {
  const query = manager.createQueryBuilder(entity, 'it').select('COUNT(*)', 'count').where(where);
  const [row] = await runQuery<{ count: string | number }>(manager, query);
  return Number(row?.count ?? 0);
}

/**
 * Runs a query that a decision depends on. TypeORM would run it on a replica, which lags behind, or answer it from the
 * query cache. Raw SQL always goes to the primary.
 */
export function runQuery<Row>(
  manager: EntityManager,
  query: SelectQueryBuilder<ObjectLiteral>,
): Promise<Row[]> {
  // The default order of an app's class (`@Entity({ orderBy })`) is invalid beside an aggregate, and useless elsewhere.
  const [sql, parameters] = query.setOption('disable-global-order').getQueryAndParameters();
  return manager.query<Row[]>(sql, parameters);
}

/** TypeORM 0.3 calls the data source `connection`. */
function dataSourceOf(manager: EntityManager): DataSource {
  const { dataSource, connection } = manager as { dataSource?: DataSource; connection?: DataSource };
  return (dataSource ?? connection)!;
}
