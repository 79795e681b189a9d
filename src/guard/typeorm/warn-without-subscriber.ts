import type { DataSource } from 'typeorm';
import { ProvisioningSubscriber } from './subscriber';

const warnedDataSources = new WeakSet<DataSource>();

/** Routes are guarded, direct writes are not: said once for each data source, with what to do. */
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
