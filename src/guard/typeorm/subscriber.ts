import {
  EventSubscriber,
  type DataSource,
  type EntityMetadata,
  type EntitySubscriberInterface,
  type InsertEvent,
  type ObjectLiteral,
  type RecoverEvent,
  type RemoveEvent,
  type SoftRemoveEvent,
  type UpdateEvent,
} from 'typeorm';
import { updateDerivedColumns } from './derived-columns';
import { guardCascade, guardInsert, guardRemove, guardUpdate } from './guard-write';
import { consumeAllowance } from '../../store/allowed-inserts';
import { guardConfigOf } from '../registry';
import { guardedTableOf } from './guarded-table';

/**
 * Refuses every write of a managed grant that sync did not make, with a {@link ProvisioningError} of the code
 * `managed_by_identity_provider` and the status 403. Pass it to your `DataSource`: `subscribers:
 * [ProvisioningSubscriber]`. If it cannot see the row, it refuses the write. `docs/guards.md` lists the writes that no
 * subscriber sees, such as raw SQL.
 *
 * @example
 * ```ts
 * const dataSource = new DataSource({
 *   ...connection,
 *   entities: Object.values(entities),
 *   subscribers: [ProvisioningSubscriber],
 * });
 * ```
 */
@EventSubscriber()
export class ProvisioningSubscriber implements EntitySubscriberInterface<ObjectLiteral> {
  /**
   * @internal The subscriber changes no user that the store inserts, so the store may insert without TypeORM.
   */
  static readonly ignoredByStore = true;

  beforeInsert(event: InsertEvent<ObjectLiteral>): Promise<void> | undefined {
    updateDerivedColumns(event);
    if (event.entity !== undefined && consumeAllowance(event.entity)) return undefined;
    const guardedWrite = guardedWriteOf(event);
    return guardedWrite && guardInsert(guardedWrite, event);
  }

  beforeUpdate(event: UpdateEvent<ObjectLiteral>): Promise<void> | undefined {
    updateDerivedColumns(event);
    const guardedWrite = guardedWriteOf(event);
    return guardedWrite && guardUpdate(guardedWrite, event);
  }

  afterInsert(event: InsertEvent<ObjectLiteral>): Promise<void> | undefined {
    const guardedWrite = guardedWriteOf(event);
    return guardedWrite && guardCascade(guardedWrite, event);
  }

  afterUpdate(event: UpdateEvent<ObjectLiteral>): Promise<void> | undefined {
    const guardedWrite = guardedWriteOf(event);
    // Only `save` cascades, and only `save` has read the row.
    return event.databaseEntity === undefined ? undefined : guardedWrite && guardCascade(guardedWrite, event);
  }

  beforeRemove(event: RemoveEvent<ObjectLiteral>): Promise<void> | undefined {
    const guardedWrite = guardedWriteOf(event);
    return guardedWrite && guardRemove(guardedWrite, event);
  }

  beforeSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): Promise<void> | undefined {
    return this.beforeRemove(event);
  }

  /** A restored grant counts as a new one. */
  beforeRecover(event: RecoverEvent<ObjectLiteral>): Promise<void> | undefined {
    return this.beforeRemove(event);
  }
}

/** TypeORM 0.3 calls the data source `connection`. */
function guardedWriteOf(event: {
  dataSource?: DataSource;
  connection: DataSource;
  metadata: EntityMetadata;
}) {
  const config = guardConfigOf(event.dataSource ?? event.connection);
  const table = config && guardedTableOf(config, event.metadata);
  return table && ([config, table] as const);
}

const warnedDataSources = new WeakSet<DataSource>();

/** Warns once for each data source if routes are guarded but direct writes are not. */
export function warnWithoutSubscriber(dataSource: DataSource): void {
  if (warnedDataSources.has(dataSource)) return;
  if (dataSource.subscribers.some((subscriber) => subscriber instanceof ProvisioningSubscriber)) return;
  warnedDataSources.add(dataSource);
  process.emitWarning(
    'passport-jit: jit.guard protects routes only. To refuse direct writes of managed grants too, give the ' +
      "subscriber to your data source: new DataSource({ …, subscribers: [ProvisioningSubscriber] }), from 'passport-jit'.",
    { code: 'PASSPORT_JIT_NO_SUBSCRIBER' },
  );
}
