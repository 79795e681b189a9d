import type { EntityManager, QueryRunner } from 'typeorm';
import { withConnection } from './connection';
import type { Database } from './database';

/** Work on one connection. It runs in a transaction from the moment at which it calls `begin`. */
export interface UnitOfWork {
  readonly manager: EntityManager;
  /**
   * Begins the transaction: the following writes are committed together or not at all. A single statement needs it as
   * well: one that the driver stopped waiting for would still be executed, after the sign-in has failed.
   */
  begin(): Promise<void>;
  /** Like `begin`, for work that depends on values that it reads behind a lock. */
  beginReadCommitted(): Promise<void>;
}

/**
 * Runs work that may need no transaction.
 *
 * @throws {ProvisioningError} `store_busy` if a transaction of the app occupies the only connection, or if other calls
 *   of the tenant use its share of the pool
 */
export function runUnitOfWork<T>(
  database: Database,
  tenant: string,
  run: (work: UnitOfWork) => Promise<T>,
): Promise<T> {
  // On a single connection, even a single write would become part of a transaction of the app.
  if (database.dialect.singleConnection) {
    const alreadyBegun = () => Promise.resolve();
    return database.queue.transaction((manager) =>
      run({ manager, begin: alreadyBegun, beginReadCommitted: alreadyBegun }),
    );
  }
  return database.limiter.run(tenant, () => withConnection(database, (runner) => runOnRunner(runner, run)));
}

/**
 * Runs work in one transaction: all writes are committed, or none. Subscribers of the app may call this library in it.
 *
 * @throws {ProvisioningError} `store_busy`, like {@link runUnitOfWork}
 */
export function runInTransaction<T>(
  database: Database,
  tenant: string,
  run: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return runUnitOfWork(database, tenant, async (work) => {
    await work.beginReadCommitted();
    return database.limiter.shareSlot(() => run(work.manager));
  });
}

async function runOnRunner<T>(runner: QueryRunner, run: (work: UnitOfWork) => Promise<T>): Promise<T> {
  const begin = async (isolation?: 'READ COMMITTED') => {
    if (!runner.isTransactionActive) await runner.startTransaction(isolation);
  };
  try {
    const result = await run({
      manager: runner.manager,
      begin: () => begin(),
      // Independent of the database's default level: a read behind a lock must see the commit of the last holder.
      beginReadCommitted: () => begin('READ COMMITTED'),
    });
    if (runner.isTransactionActive) await runner.commitTransaction();
    return result;
  } catch (error) {
    // The original error is more useful than the failure of the rollback that follows it.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}
