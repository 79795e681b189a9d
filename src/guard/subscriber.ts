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
import { keepDerivedColumns } from './derived-columns';
import { guardCascade, guardInsert, guardRemove, guardUpdate } from './guard-write';
import { takePermit } from './permit';
import { guardedBy } from './registry';
import { tableOf } from './table';

/**
 * Hand it to your `DataSource`: `subscribers: [ProvisioningSubscriber]`. It refuses any write of a managed grant that the
 * provisioner did not make, with a {@link ProvisioningError} of the code `managed_by_identity_provider` and the status
 * 403, and fails closed where it cannot see the row. What it never sees, such as raw SQL, is listed in the docs.
 */
@EventSubscriber()
export class ProvisioningSubscriber implements EntitySubscriberInterface<ObjectLiteral> {
  beforeInsert(event: InsertEvent<ObjectLiteral>): Promise<void> | undefined {
    keepDerivedColumns(event);
    if (event.entity !== undefined && takePermit(event.entity)) return undefined;
    const place = placeOf(event);
    return place && guardInsert(place, event);
  }

  beforeUpdate(event: UpdateEvent<ObjectLiteral>): Promise<void> | undefined {
    keepDerivedColumns(event);
    const place = placeOf(event);
    return place && guardUpdate(place, event);
  }

  afterInsert(event: InsertEvent<ObjectLiteral>): Promise<void> | undefined {
    const place = placeOf(event);
    return place && guardCascade(place, event);
  }

  afterUpdate(event: UpdateEvent<ObjectLiteral>): Promise<void> | undefined {
    const place = placeOf(event);
    // Only a `save` cascades, and only a `save` has looked at the row.
    return event.databaseEntity === undefined ? undefined : place && guardCascade(place, event);
  }

  beforeRemove(event: RemoveEvent<ObjectLiteral>): Promise<void> | undefined {
    const place = placeOf(event);
    return place && guardRemove(place, event);
  }

  beforeSoftRemove(event: SoftRemoveEvent<ObjectLiteral>): Promise<void> | undefined {
    return this.beforeRemove(event);
  }

  /** A grant that comes back is given. */
  beforeRecover(event: RecoverEvent<ObjectLiteral>): Promise<void> | undefined {
    return this.beforeRemove(event);
  }
}

/** `connection` is what TypeORM 0.3 calls the data source. */
function placeOf(event: { dataSource?: DataSource; connection: DataSource; metadata: EntityMetadata }) {
  const guarded = guardedBy(event.dataSource ?? event.connection);
  const table = guarded && tableOf(guarded, event.metadata);
  return table && ([guarded, table] as const);
}
