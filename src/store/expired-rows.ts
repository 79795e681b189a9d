import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database';
import { runWrite, tableName } from '../database/write';

/** An entity whose rows are needed until a moment. */
type ExpiringEntity = new () => { tenant: string; expiresAt: Date };

/** Deletes what a tenant no longer needs. By SQL of its own, since TypeORM 0.3 compares transformed values with `=` only. */
export async function deleteExpiredRows(
  { dataSource, dialect }: Database,
  manager: EntityManager,
  entity: ExpiringEntity,
  tenant: string,
): Promise<void> {
  const metadata = dataSource.getMetadata(entity);
  const column = (property: string) =>
    dataSource.driver.escape(metadata.findColumnWithPropertyName(property)!.databaseName);
  await runWrite(
    dialect,
    manager,
    (bind) =>
      `DELETE FROM ${tableName(dataSource, metadata)} WHERE ${column('tenant')} = ${bind(tenant)} AND ${column('expiresAt')} < ${bind(new Date().toISOString())}`,
  );
}
