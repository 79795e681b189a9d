import type { EntityManager, QueryRunner } from 'typeorm';
import { withConnection } from './connection';
import type { Database } from './database';

/** Work on one connection, in a transaction from where it asks for one. */
export interface UnitOfWork {
  readonly manager: EntityManager;
  /**
   * What is written from now on, to the end of the work, is written as a whole or not at all. A single statement needs it
   * as well: one that the driver stopped waiting for would still be carried out, after the sign-in has failed.
   */
  begin(): Promise<void>;
  /** The same for work that goes on with what it reads behind a lock. */
  beginReadCommitted(): Promise<void>;
}

/**
 * Runs work that may turn out to need no transaction.
 *
 * @throws {ProvisioningError} `store_busy` when a transaction of the app's own keeps the only connection, or other
 *   calls of the tenant keep its share of them
 */
export function runUnitOfWork<T>(
  database: Database,
  tenant: string,
  run: (work: UnitOfWork) => Promise<T>,
): Promise<T> {
  // On the one connection even a single write would become part of a transaction of the app's own.
  if (database.dialect.singleConnection) {
    const alreadyBegun = () => Promise.resolve();
    return database.queue.transaction((manager) =>
      run({ manager, begin: alreadyBegun, beginReadCommitted: alreadyBegun }),
    );
  }
  return database.limiter.run(tenant, () => withConnection(database, (runner) => runOnRunner(runner, run)));
}

/**
 * Runs work in one transaction: all of it is written, or nothing. Subscribers of the app may call this library in it.
 *
 * @throws {ProvisioningError} `store_busy`, as {@link runUnitOfWork}
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
      // Whatever the database's default: what is read behind a lock has to be what the last holder left there.
      beginReadCommitted: () => begin('READ COMMITTED'),
    });
    if (runner.isTransactionActive) await runner.commitTransaction();
    return result;
  } catch (error) {
    // What went wrong says more than that, after it, this did too.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}
