import type { DataSource, EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/** Some properties of an entity, and whether the app keeps the row as deleted (`@DeleteDateColumn`). */
export type ReadRow<Entity, Property extends keyof Entity> = Pick<Entity, Property> & { isDeleted: boolean };

/** A condition as a query builder takes it; of several, one has to be met. */
type Condition = ObjectLiteral | ObjectLiteral[];

/**
 * Reads columns that a decision depends on, whatever the app's TypeORM is configured to: from the primary of a replicated
 * data source, past the query cache, also columns with `select: false`, and also rows that are soft-deleted.
 *
 * @param refine adds what else the query needs, such as an order; the entity is `it` there
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

/** Counts rows that are not soft-deleted, where a decision depends on how many there are. */
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
 * query cache; raw SQL always goes to the primary.
 */
export function runQuery<Row>(
  manager: EntityManager,
  query: SelectQueryBuilder<ObjectLiteral>,
): Promise<Row[]> {
  // The default order of an app's class (`@Entity({ orderBy })`) is wrong beside an aggregate, and of no use elsewhere.
  const [sql, parameters] = query.setOption('disable-global-order').getQueryAndParameters();
  return manager.query<Row[]>(sql, parameters);
}

/** `connection` is what TypeORM 0.3 calls the data source. */
function dataSourceOf(manager: EntityManager): DataSource {
  const { dataSource, connection } = manager as { dataSource?: DataSource; connection?: DataSource };
  return (dataSource ?? connection)!;
}
