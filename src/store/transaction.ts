import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { ProvisioningError } from '../errors';
import { dialectOf } from './dialect';

/**
 * Runs work in one transaction: all of it is written, or nothing.
 *
 * @throws {ProvisioningError} `store_busy` when a transaction of the app's own keeps the only connection
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  if (!dialectOf(dataSource).oneConnection) return dataSource.transaction(work);
  return queued(dataSource, async () => {
    await untilIdle(dataSource);
    return dataSource.transaction(work);
  });
}

/** What waits for the one connection of a data source. A failed predecessor is no reason to fail. */
const queues = new WeakMap<DataSource, Promise<unknown>>();

function queued<T>(dataSource: DataSource, work: () => Promise<T>): Promise<T> {
  const result = (queues.get(dataSource) ?? Promise.resolve()).then(work, work);
  queues.set(
    dataSource,
    result.catch(() => undefined),
  );
  return result;
}

const LONGEST_WAIT = 10_000;

/**
 * On one connection a second transaction would become a savepoint of the first, and share its fate. So the app's own
 * transaction is let finish.
 */
async function untilIdle(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  const deadline = Date.now() + LONGEST_WAIT;
  while (runner.isTransactionActive) {
    if (Date.now() > deadline) {
      throw new ProvisioningError(
        'store_busy',
        `A transaction of the app's own has kept the only database connection for ${LONGEST_WAIT / 1000} seconds. ` +
          'On SQLite, keep transactions short and never sign somebody in inside one.',
        { status: 503 },
      );
    }
    await sleep(1);
  }
}
