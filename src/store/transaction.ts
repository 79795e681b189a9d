import type { DataSource, EntityManager } from 'typeorm';
import { onConnection } from './connection';
import { dialectOf } from './dialect';
import { OneConnection } from './one-connection';

/**
 * Runs work in one transaction: all of it is written, or nothing.
 *
 * @throws {ProvisioningError} `store_busy` when a transaction of the app's own keeps the only connection
 */
export function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (dialectOf(dataSource).oneConnection) return OneConnection.of(dataSource).transaction(work);
  // Whatever the database's default: what is read behind a lock has to be what the last holder left there.
  return onConnection(dataSource, ({ manager }) => manager.transaction('READ COMMITTED', work));
}

/** Runs a single write, that stands for itself. */
export function inOneWrite<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  // On the one connection it would become part of a transaction of the app's own.
  if (dialectOf(dataSource).oneConnection) return inTransaction(dataSource, work);
  return onConnection(dataSource, ({ manager }) => work(manager));
}
