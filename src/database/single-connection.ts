import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { ProvisioningError } from '../errors';
import { AsyncScope } from './async-scope';

const MAX_WAIT_MS = 10_000;

/** The transaction that the code which is running belongs to. */
const currentTransaction = new AsyncScope<ActiveTransaction>();

/**
 * The connection of a database that has only one for everything in the process. There TypeORM makes a second
 * transaction a savepoint of the first, and a single statement a part of it: one that is rolled back takes the others
 * with it. So our transactions wait for each other and for the app's, and the app waits for ours.
 */
export class SingleConnectionQueue {
  readonly runner: QueryRunner;
  readonly #dataSource: DataSource;
  /** The transaction of this library that is open. */
  #active: ActiveTransaction | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /** @param runner the connection, which from now on waits for transactions of this queue */
  constructor(dataSource: DataSource, runner: QueryRunner) {
    this.#dataSource = dataSource;
    this.runner = runner;
    this.#patchQueryRunner();
  }

  /** @throws {ProvisioningError} `store_busy` */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    // It would wait for itself.
    if (this.#active !== undefined && !this.#runsOutsideActive()) return Promise.reject(storeBusyError());
    const result = this.#tail.then(() => this.#run(work));
    // A failed predecessor is no reason to fail. A query of the app that has waited runs before the next transaction.
    this.#tail = result.then(nextTick, nextTick);
    return result;
  }

  /** What the code that is running has to wait for before it uses the connection. After that, there may be another. */
  get blockingTransaction(): Promise<void> | undefined {
    const active = this.#active;
    return active !== undefined && this.#runsOutsideActive() && !active.timedOut
      ? active.finished
      : undefined;
  }

  async #run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const deadline = Date.now() + MAX_WAIT_MS;
    while (this.runner.isTransactionActive) {
      if (Date.now() > deadline) throw storeBusyError();
      await sleep(1);
    }
    // Nothing else has run since the check of `isTransactionActive`.
    const activeTransaction = new ActiveTransaction();
    this.#active = activeTransaction;
    try {
      return await currentTransaction.run(activeTransaction, () => this.#dataSource.transaction(work));
    } finally {
      this.#active = undefined;
      activeTransaction.end();
    }
  }

  #patchQueryRunner(): void {
    const { runner } = this;
    const [query, startTransaction] = [runner.query.bind(runner), runner.startTransaction.bind(runner)];
    runner.query = (async (...args: Parameters<typeof query>) => {
      while (this.blockingTransaction !== undefined) await this.blockingTransaction;
      return query(...args) as unknown;
    }) as typeof query;
    runner.startTransaction = async (isolationLevel) => {
      while (this.blockingTransaction !== undefined) await this.blockingTransaction;
      return startTransaction(isolationLevel);
    };
    let isActive = runner.isTransactionActive;
    Object.defineProperty(runner, 'isTransactionActive', {
      // Others have to start one of their own, for which they wait.
      get: () => isActive && !this.#runsOutsideActive(),
      set: (value: boolean) => (isActive = value),
    });
  }

  /** Whether the code that is running has nothing to do with our transaction that is open. */
  #runsOutsideActive(): boolean {
    return this.#active !== undefined && currentTransaction.current !== this.#active;
  }
}

function storeBusyError(): ProvisioningError {
  return new ProvisioningError(
    'store_busy',
    `Another transaction has kept the only database connection for ${MAX_WAIT_MS / 1000} seconds, or is waiting for ` +
      'this one. On SQLite, keep transactions short and never sign somebody in inside one.',
    { status: 503 },
  );
}

/** A running transaction of this library, as seen by the callers that wait for its end. */
class ActiveTransaction {
  /** Code of the app that it waits for may run outside of it, and wait for it in turn. */
  timedOut = false;
  readonly finished: Promise<void>;
  #resolve!: () => void;
  readonly #timer;

  constructor() {
    this.finished = new Promise((resolve) => (this.#resolve = resolve));
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      this.#resolve();
    }, MAX_WAIT_MS);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#resolve();
  }
}
