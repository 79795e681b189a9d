import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { ProvisioningError } from '../errors';

const LONGEST_WAIT = 10_000;

/** The transaction that the code which is running belongs to. */
const running = new AsyncLocalStorage<Transaction>();
/** How many there are. While there is one, Node.js 20 keeps book of every promise of the process. */
let openTransactions = 0;

/**
 * The connection of a database that has only one for everything in the process. There TypeORM makes a second
 * transaction a savepoint of the first, and a single statement a part of it: one that is rolled back takes the others
 * with it. So our transactions wait for each other and for the app's, and the app waits for ours.
 */
export class OneConnection {
  static readonly #known = new WeakMap<QueryRunner, OneConnection>();

  /** Our transaction that is open. */
  #open: Transaction | undefined;
  #last: Promise<unknown> = Promise.resolve();

  static of(dataSource: DataSource): OneConnection {
    const runner = dataSource.createQueryRunner();
    const known = OneConnection.#known.get(runner) ?? new OneConnection(dataSource, runner);
    OneConnection.#known.set(runner, known);
    return known;
  }

  private constructor(
    private readonly dataSource: DataSource,
    private readonly runner: QueryRunner,
  ) {
    this.#haveOthersWait();
  }

  /** @throws {ProvisioningError} `store_busy` */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    // It would wait for itself.
    if (this.#open !== undefined && !this.#isOthers()) return Promise.reject(busy());
    const result = this.#last.then(() => this.#run(work));
    // A failed predecessor is no reason to fail; and whoever waited meanwhile has a turn before the next of ours.
    this.#last = result.then(nextTurn, nextTurn);
    return result;
  }

  /** What the code that is running has to wait for before it uses the connection. After that, there may be another. */
  get inTheWay(): Promise<void> | undefined {
    const open = this.#open;
    return open !== undefined && this.#isOthers() && !open.isOverdue ? open.over : undefined;
  }

  async #run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const deadline = Date.now() + LONGEST_WAIT;
    while (this.runner.isTransactionActive) {
      if (Date.now() > deadline) throw busy();
      await sleep(1);
    }
    // From the look to here nobody else has had a turn.
    const own = new Transaction();
    this.#open = own;
    openTransactions += 1;
    try {
      return await running.run(own, () => this.dataSource.transaction(work));
    } finally {
      this.#open = undefined;
      own.end();
      openTransactions -= 1;
      if (openTransactions === 0) running.disable();
    }
  }

  #haveOthersWait(): void {
    const { runner } = this;
    const [query, startTransaction] = [runner.query.bind(runner), runner.startTransaction.bind(runner)];
    runner.query = (async (...args: Parameters<typeof query>) => {
      while (this.inTheWay !== undefined) await this.inTheWay;
      return query(...args) as unknown;
    }) as typeof query;
    runner.startTransaction = async (isolationLevel) => {
      while (this.inTheWay !== undefined) await this.inTheWay;
      return startTransaction(isolationLevel);
    };
    let isActive = runner.isTransactionActive;
    Object.defineProperty(runner, 'isTransactionActive', {
      // Others have to start one of their own, for which they wait.
      get: () => isActive && !this.#isOthers(),
      set: (value: boolean) => (isActive = value),
    });
  }

  /** Whether the code that is running has nothing to do with our transaction that is open. */
  #isOthers(): boolean {
    return this.#open !== undefined && running.getStore() !== this.#open;
  }
}

function busy(): ProvisioningError {
  return new ProvisioningError(
    'store_busy',
    `Another transaction has kept the only database connection for ${LONGEST_WAIT / 1000} seconds, or is waiting for ` +
      'this one. On SQLite, keep transactions short and never sign somebody in inside one.',
    { status: 503 },
  );
}

/** One of ours, as those see it who wait for its end. */
class Transaction {
  /** Code of the app that it waits for may run outside of it, and wait for it in turn. */
  isOverdue = false;
  readonly over: Promise<void>;
  #resolve!: () => void;
  readonly #timer;

  constructor() {
    this.over = new Promise((resolve) => (this.#resolve = resolve));
    this.#timer = setTimeout(() => {
      this.isOverdue = true;
      this.#resolve();
    }, LONGEST_WAIT);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#resolve();
  }
}
