import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { onConnection } from './connection';
import { dialectOf } from './dialect';
import { FairShare } from './fair-share';
import { OneConnection } from './one-connection';

/**
 * Runs work in one transaction: all of it is written, or nothing.
 *
 * @throws {ProvisioningError} `store_busy` when a transaction of the app's own keeps the only connection, or others of
 *   the tenant keep its share of them
 */
export function inTransaction<T>(
  dataSource: DataSource,
  tenant: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (dialectOf(dataSource).oneConnection) return OneConnection.of(dataSource).transaction(work);
  // Whatever the database's default: what is read behind a lock has to be what the last holder left there.
  return inShare(dataSource, tenant, ({ manager }) => manager.transaction('READ COMMITTED', work));
}

/** Runs a single write, that stands for itself. */
export function inOneWrite<T>(
  dataSource: DataSource,
  tenant: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  // On the one connection it would become part of a transaction of the app's own.
  if (dialectOf(dataSource).oneConnection) return inTransaction(dataSource, tenant, work);
  return inShare(dataSource, tenant, ({ manager }) => work(manager));
}

function inShare<T>(
  dataSource: DataSource,
  tenant: string,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> {
  return FairShare.of(dataSource).run(tenant, () => onConnection(dataSource, work));
}
