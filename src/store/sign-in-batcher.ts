import { setImmediate as nextTurn } from 'node:timers/promises';
import { publish } from '../diagnostics';
import type { Database } from '../database/database';
import type { KnownSettings, UserReader, SignInKey, SignInLookup, SignInRow } from './user-reader';

/**
 * Loads the rows of sign-ins through the pool. Sign-ins that wait for a connection of the tenant's share are combined
 * into one statement: if all users sign in at nine, each statement serves several of them.
 */
export class SignInBatcher {
  readonly #queues = new Map<string, Set<PendingRead>>();
  readonly #database: Database;
  readonly #reader: UserReader;

  constructor(database: Database, reader: UserReader) {
    this.#database = database;
    this.#reader = reader;
  }

  /**
   * @throws {ProvisioningError} `store_busy` if the tenant's share of the pool stays in use for too long
   */
  loadForSignIn(
    key: SignInLookup,
    knownSettings: KnownSettings | undefined,
    groupAttributeSent: boolean,
  ): Promise<SignInRow> {
    const { tenant, unqualifiedSubject } = key;
    const { dataSource, dialect, limiter } = this.#database;
    const readSingle = () => this.#reader.loadForSignIn(dataSource, key, knownSettings, groupAttributeSent);
    if (dialect.singleConnection) return readSingle();
    if (!dialect.supportsUnnest || unqualifiedSubject !== undefined || !limiter.isAtLimit(tenant))
      return limiter.run(tenant, readSingle);
    return new Promise((resolve, reject) => {
      const batchKey = JSON.stringify([
        tenant,
        key.provider,
        knownSettings?.version,
        knownSettings?.revision,
        knownSettings?.groupAttribute,
      ]);
      const pending: PendingRead = { key, resolve, reject };
      const queue = this.#queues.get(batchKey) ?? new Set<PendingRead>();
      this.#queues.set(batchKey, queue.add(pending));
      limiter
        .run(tenant, () => this.#runBatch(batchKey, knownSettings))
        .catch((error: unknown) => {
          this.#dequeue(batchKey, pending);
          pending.reject(error);
        });
    });
  }

  /**
   * Loads the rows of all waiting sign-ins. Each of them gets a slot, and most find that an earlier batch has already
   * loaded theirs.
   */
  async #runBatch(batchKey: string, knownSettings: KnownSettings | undefined): Promise<void> {
    const batch = [...(this.#queues.get(batchKey) ?? [])].slice(0, MAX_BATCH);
    for (const pending of batch) this.#dequeue(batchKey, pending);
    if (batch.length === 0) return;
    publish('batch', () => ({ tenant: batch[0]!.key.tenant, size: batch.length }));
    try {
      const keys = batch.map(({ key }) => key);
      const rows = await this.#reader.loadManyForSignIn(this.#database.dataSource, keys, knownSettings);
      for (const [i, { resolve }] of batch.entries()) {
        // A sign-in goes on at once when it has its row, so that a hundred of them would block the event loop.
        if (i > 0 && i % MAX_RESUMED === 0) await nextTurn();
        resolve(rows[i]!);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  #dequeue(batchKey: string, pending: PendingRead): void {
    const queue = this.#queues.get(batchKey);
    queue?.delete(pending);
    if (queue?.size === 0) this.#queues.delete(batchKey);
  }
}

/** The maximum number of sign-ins that continue in one iteration of the event loop. */
const MAX_RESUMED = 4;

/** The maximum number of sign-ins in one statement, so that none waits long for the others. */
const MAX_BATCH = 100;

/** A sign-in that waits for its rows. */
interface PendingRead {
  key: SignInKey;
  resolve: (row: SignInRow) => void;
  reject: (error: unknown) => void;
}
