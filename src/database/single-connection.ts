import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { ProvisioningError } from '../errors';
import { AsyncScope } from './async-scope';

const MAX_WAIT_MS = 10_000;

/** The transaction to which the running code belongs. */
const currentTransaction = new AsyncScope<ActiveTransaction>();

/**
 * The connection of a database that has only one for the whole process. On it, TypeORM turns a second transaction into
 * a savepoint of the first, and a single statement into a part of it: a rollback undoes the others, too. Therefore the
 * transactions of this library wait for each other and for the app's, and the app waits for this library's.
 */
export class SingleConnectionQueue {
  readonly runner: QueryRunner;
  readonly #dataSource: DataSource;
  /** The open transaction of this library. */
  #active: ActiveTransaction | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  /**
   * @param runner the connection; from now on, its queries wait for the transactions of this queue
   */
  constructor(dataSource: DataSource, runner: QueryRunner) {
    this.#dataSource = dataSource;
    this.runner = runner;
    this.#patchQueryRunner();
  }

  /** @throws {ProvisioningError} `store_busy` */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    // The transaction would wait for itself.
    if (this.#active !== undefined && !this.#runsOutsideActive()) return Promise.reject(storeBusyError());
    const result = this.#tail.then(() => this.#run(work));
    // The failure of a predecessor does not matter here. A waiting query of the app runs before the next transaction.
    this.#tail = result.then(nextTick, nextTick);
    return result;
  }

  /** The transaction that the running code must wait for before it uses the connection. Another one may follow. */
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
    // No other code has run since the check of `isTransactionActive`.
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
      // Other code must start a transaction of its own, which waits.
      get: () => isActive && !this.#runsOutsideActive(),
      set: (value: boolean) => (isActive = value),
    });
  }

  /** Whether the running code does not belong to the open transaction of this library. */
  #runsOutsideActive(): boolean {
    return this.#active !== undefined && currentTransaction.current !== this.#active;
  }
}

function storeBusyError(): ProvisioningError {
  return new ProvisioningError(
    'store_busy',
    `Another transaction has kept the only database connection for ${MAX_WAIT_MS / 1000} seconds, or is waiting for ` +
      'this one. On SQLite, keep transactions short and never sign a user in inside one.',
    { status: 503 },
  );
}

/** A running transaction of this library, as seen by the callers that wait for its end. */
class ActiveTransaction {
  /** Code of the app that the transaction waits for may run outside of it, and wait for the transaction. */
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
