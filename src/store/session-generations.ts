import type { EntityManager, ObjectLiteral } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { Database } from '../database/database';
import { runWrite } from '../database/write';

/** The counters that are compared for each session. A session is valid only if none of them has changed. */
export interface SessionGenerations {
  user: number;
  tenant: number;
  /** The counter of the session's provider; for a session of an unknown provider, the sum of the tenant's providers. */
  provider: number;
}

/**
 * Ends the sessions of a user. The SQL is composed here because TypeORM never updates this column.
 *
 * @param id the id of an existing user
 */
export async function endUserSessions(
  database: Database,
  { User }: EntitySet,
  manager: EntityManager,
  id: string,
): Promise<void> {
  const table = database.table(User);
  const generation = table.column('sessionGeneration');
  await runWrite(
    database.dialect,
    manager,
    (bind) =>
      `UPDATE ${table.name} SET ${generation} = ${generation} + 1 WHERE ${table.column('id')} = ${bind(id)}`,
  );
}

/** Ends all sessions of a tenant. */
export function endTenantSessions(
  { TenantState }: EntitySet,
  manager: EntityManager,
  tenant: string,
): Promise<void> {
  return incrementGeneration(manager, TenantState, { tenant });
}

/** Ends the sessions of a tenant that began at a provider. */
export function endProviderSessions(
  { ProviderState }: EntitySet,
  manager: EntityManager,
  key: { tenant: string; provider: string },
): Promise<void> {
  return incrementGeneration(manager, ProviderState, key);
}

async function incrementGeneration(
  manager: EntityManager,
  entity: new () => ObjectLiteral,
  key: Record<string, string>,
): Promise<void> {
  const { metadata } = manager.getRepository(entity);
  const columnName = (property: string) => metadata.findColumnWithPropertyName(property)!.databaseName;
  const keyColumns = Object.keys(key).map(columnName);
  // An update of an existing row locks it at once, so two transactions cannot deadlock.
  await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(key)
    .orUpdate(keyColumns, keyColumns)
    .updateEntity(false)
    .callListeners(false)
    .execute();
  const update = manager.createQueryBuilder().update(entity);
  const generation = update.escape(columnName('sessionGeneration'));
  await update
    .set({ sessionGeneration: () => `${generation} + 1` })
    .where(key)
    .callListeners(false)
    .execute();
}
