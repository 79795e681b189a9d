import type { EntityManager, EntityMetadata, ObjectLiteral, QueryRunner } from 'typeorm';
import { inTurn } from './in-turn';
import { LookUps } from './look-ups';
import { managedError } from './policy';
import type { Guarded } from './registry';
import { rowsInTheWay } from './rows-in-the-way';
import { columnsInserted } from './statement-columns';
import { changedBy, endsOf, type Step } from './step';
import { Synced } from './synced';
import type { Table } from './table';
import { touchesOf } from './touches';

/** What TypeORM announces of every write: where it is made, and what it shows of the row. */
export interface Announced {
  queryRunner: QueryRunner;
  manager: EntityManager;
  metadata: EntityMetadata;
  /** What is written. A query builder that deletes shows nothing, and neither does a cascade. */
  entity?: ObjectLiteral | undefined;
  /** The row as it is. Only `save`, `remove`, `softRemove` and `recover` look at it. */
  databaseEntity?: ObjectLiteral | undefined;
  /** The id of a row that a cascade removes without a look at it. */
  entityId?: unknown;
}

type Place = readonly [guarded: Guarded, table: Table];

/** Refuses a row that comes in, also where it may come in over another one. */
export function guardInsert([guarded, table]: Place, event: Announced): Promise<void> {
  const { entity = {}, metadata, queryRunner } = event;
  const inserted = columnsInserted(queryRunner, table, entity);
  const stepOf = () => ({ before: null, after: table.read(entity) });
  return refuseManaged([guarded, table], event, stepOf, async (lookUps, step) => {
    const rows = await rowsInTheWay(lookUps, table, { metadata, entity });
    const defaults = Object.fromEntries(
      [...inserted].map((property) => [property, table.defaultOf(property)]),
    );
    const over = rows.map((before) => ({ before, after: { ...defaults, ...step.after, id: before.id } }));
    return [step, ...over];
  });
}

/** Refuses a change of a row; what a query builder sets is shown without the row. */
export function guardUpdate(
  [guarded, table]: Place,
  event: Announced & { updatedColumns: readonly unknown[]; updatedRelations: readonly unknown[] },
): Promise<void> {
  return refuseManaged([guarded, table], event, () => {
    const before = event.databaseEntity && table.read(event.databaseEntity);
    const after = event.entity && table.read(event.entity);
    const step = { before, after };
    const isShown = event.updatedColumns.length > 0 || event.updatedRelations.length > 0;
    // A change of a row in which nothing is seen to change is one that a cascade makes.
    const isCascade = before !== undefined && !isShown && changedBy(step).size === 0;
    return isCascade && table.cascaded.length > 0 ? { before, after: undefined } : step;
  });
}

/**
 * Refuses a row that a cascade turns out to have put elsewhere. TypeORM shows only afterwards where; the error then
 * rolls the transaction of the `save` back.
 */
export function guardCascade([guarded, table]: Place, event: Announced): Promise<void> | undefined {
  const { entity, databaseEntity } = event;
  if (entity === undefined || table.cascaded.length === 0) return undefined;
  return refuseManaged([guarded, table], event, () => {
    const step = { before: databaseEntity ? table.read(databaseEntity) : null, after: table.read(entity) };
    const changed = changedBy(step);
    return table.cascaded.some((property) => changed.has(property)) ? step : undefined;
  });
}

/** Refuses that a row goes, or comes back. */
export function guardRemove([guarded, table]: Place, event: Announced): Promise<void> {
  const { databaseEntity, entityId } = event;
  const step = { before: databaseEntity && table.read(databaseEntity), after: null };
  return refuseManaged(
    [guarded, table],
    event,
    () => step,
    async (lookUps) => {
      if (databaseEntity !== undefined) return [step];
      return [{ before: await lookUps.row(table.entity, entityId, table.properties), after: null }];
    },
  );
}

/**
 * @param complete looks up what TypeORM does not show, once it is known that anything is managed at all
 * @throws {ProvisioningError} `managed_by_identity_provider`
 */
function refuseManaged(
  [guarded, table]: Place,
  { queryRunner, manager }: Announced,
  stepOf: () => Step | undefined,
  complete: (lookUps: LookUps, step: Step) => Promise<Step[]> = (_, step) => Promise.resolve([step]),
): Promise<void> {
  return inTurn(queryRunner, async () => {
    const step = stepOf();
    if (step === undefined || endsOf(step).length === 0) return;
    const lookUps = new LookUps(guarded, manager);
    const synced = new Synced(guarded, manager, lookUps);
    if (!(await synced.any())) return;
    for (const each of await complete(lookUps, step)) {
      for await (const touch of touchesOf(guarded, lookUps, table, each)) {
        if (await synced.manages(touch)) throw managedError(touch.area);
      }
    }
  });
}
