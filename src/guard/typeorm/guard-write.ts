import type { EntityManager, EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm';
import { runExclusively } from './serialize';
import { GuardQueries } from './guard-queries';
import { managedError } from '../../plan/managed';
import type { GuardConfig } from '../registry';
import { conflictingRows, insertedColumns } from './inserts';
import { changedProperties, statesOf, type RowChange } from './row-change';
import { ManagedSettings } from './managed-settings';
import type { GuardedTable } from './guarded-table';
import { affectedGrants } from './affected-grants';

/** The properties of every write event of TypeORM: where the write is made, and what TypeORM shows of the row. */
export interface WriteEvent {
  queryRunner: QueryRunner;
  manager: EntityManager;
  metadata: EntityMetadata;
  /** The written row. TypeORM shows nothing for the delete of a query builder, nor for a cascade. */
  entity?: ObjectLiteral | undefined;
  /** The row before the write. Only `save`, `remove`, `softRemove` and `recover` read it. */
  databaseEntity?: ObjectLiteral | undefined;
  /** The id of a row that a cascade removes without reading it. */
  entityId?: unknown;
}

type GuardedWrite = readonly [config: GuardConfig, table: GuardedTable];

/** Refuses an insert of a managed row, including one that may overwrite another row. */
export function guardInsert([config, table]: GuardedWrite, event: WriteEvent): Promise<void> {
  const { entity = {}, metadata, queryRunner } = event;
  const writtenColumns = insertedColumns(queryRunner, table, entity);
  const readChange = () => ({ before: null, after: table.read(entity) });
  return refuseManaged([config, table], event, readChange, async (queries, change) => {
    const conflicts = await conflictingRows(queries, table, { metadata, entity });
    const defaults = Object.fromEntries(
      [...writtenColumns].map((property) => [property, table.defaultOf(property)]),
    );
    const overwrites = conflicts.map((before) => ({
      before,
      after: { ...defaults, ...change.after, id: before.id },
    }));
    return [change, ...overwrites];
  });
}

/** Refuses an update of a managed row. For the update of a query builder, TypeORM shows the values but not the row. */
export function guardUpdate(
  [config, table]: GuardedWrite,
  event: WriteEvent & { updatedColumns: readonly unknown[]; updatedRelations: readonly unknown[] },
): Promise<void> {
  return refuseManaged([config, table], event, () => {
    const before = event.databaseEntity && table.read(event.databaseEntity);
    const after = event.entity && table.read(event.entity);
    const change = { before, after };
    const hasVisibleChange = event.updatedColumns.length > 0 || event.updatedRelations.length > 0;
    // An update without a visible change comes from a cascade.
    const isCascade = before !== undefined && !hasVisibleChange && changedProperties(change).size === 0;
    return isCascade && table.cascaded.length > 0 ? { before, after: undefined } : change;
  });
}

/**
 * Refuses a row that a cascade has moved. TypeORM shows the target only afterwards; the error then rolls back the
 * transaction of the `save`.
 */
export function guardCascade([config, table]: GuardedWrite, event: WriteEvent): Promise<void> | undefined {
  const { entity, databaseEntity } = event;
  if (entity === undefined || table.cascaded.length === 0) return undefined;
  return refuseManaged([config, table], event, () => {
    const change = { before: databaseEntity ? table.read(databaseEntity) : null, after: table.read(entity) };
    const changed = changedProperties(change);
    return table.cascaded.some((property) => changed.has(property)) ? change : undefined;
  });
}

/** Refuses a removal or a restore of a managed row. */
export function guardRemove([config, table]: GuardedWrite, event: WriteEvent): Promise<void> {
  const { databaseEntity, entityId } = event;
  const change = { before: databaseEntity && table.read(databaseEntity), after: null };
  return refuseManaged(
    [config, table],
    event,
    () => change,
    async (queries) => {
      if (databaseEntity !== undefined) return [change];
      return [{ before: await queries.row(table.entity, entityId, table.properties), after: null }];
    },
  );
}

/**
 * @param loadMissing loads what TypeORM does not show, and is called only if anything is managed
 * @throws {ProvisioningError} `managed_by_identity_provider`
 */
function refuseManaged(
  [config, table]: GuardedWrite,
  { queryRunner, manager }: WriteEvent,
  readChange: () => RowChange | undefined,
  loadMissing: (queries: GuardQueries, change: RowChange) => Promise<RowChange[]> = (_, change) =>
    Promise.resolve([change]),
): Promise<void> {
  return runExclusively(queryRunner, async () => {
    const change = readChange();
    if (change === undefined || statesOf(change).length === 0) return;
    const queries = new GuardQueries(config, manager);
    const managedSettings = new ManagedSettings(config, manager, queries);
    if (!(await managedSettings.isAnyManaged())) return;
    for (const completeChange of await loadMissing(queries, change)) {
      for await (const grant of affectedGrants(config, queries, table, completeChange)) {
        if (await managedSettings.manages(grant)) throw managedError(grant.area);
      }
    }
  });
}
