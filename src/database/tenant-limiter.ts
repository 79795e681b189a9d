import type { DataSource } from 'typeorm';
import { publish } from '../diagnostics';
import { ProvisioningError } from '../errors';

/** What `pg` and `mysql2` take for the size of a pool that is given none. */
const DEFAULT_POOL_SIZE = 10;

/**
 * Lets one tenant have at most half of the pool. Where its sign-ins wait for a lock, or for a crowd of themselves, those
 * of other tenants, and the app, still find a connection; who is over the half waits here, in the order of coming.
 */
export class TenantLimiter {
  readonly #maxConnections: number;
  readonly #timeoutMs: number | undefined;
  readonly #queues = new Map<string, Queue>();

  constructor({ options }: DataSource) {
    const { poolSize, connectTimeoutMS, extra } = options as PoolOptions;
    const size = poolSize ?? extra?.max ?? extra?.connectionLimit ?? DEFAULT_POOL_SIZE;
    this.#maxConnections = Math.max(1, Math.floor(size / 2));
    this.#timeoutMs = connectTimeoutMS ?? extra?.connectionTimeoutMillis;
  }

  /** Whether a tenant has all connections that it may have, so that its next sign-in has to wait. */
  isAtLimit(tenant: string): boolean {
    return (this.#queues.get(tenant)?.running ?? 0) >= this.#maxConnections;
  }

  /**
   * Runs work that takes one connection of the pool, and never asks for another turn.
   *
   * @throws {ProvisioningError} `store_busy` when its turn does not come within the time that the pool gives a connection
   */
  async run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(tenant) ?? { running: 0, waiting: new Set() };
    this.#queues.set(tenant, queue);
    if (queue.running < this.#maxConnections) queue.running += 1;
    else {
      publish('wait', () => ({ tenant, waiting: queue.waiting.size + 1 }));
      await this.#waitForSlot(queue);
    }
    try {
      return await work();
    } finally {
      this.#releaseSlot(tenant, queue);
    }
  }

  #waitForSlot({ waiting }: Queue): Promise<void> {
    return new Promise((resolve, reject) => {
      const grantSlot = () => {
        clearTimeout(timer);
        waiting.delete(grantSlot);
        resolve();
      };
      const timer = this.#timeoutMs
        ? setTimeout(() => {
            waiting.delete(grantSlot);
            reject(storeBusyError(this.#maxConnections));
          }, this.#timeoutMs)
        : undefined;
      waiting.add(grantSlot);
    });
  }

  #releaseSlot(tenant: string, queue: Queue): void {
    const [next] = queue.waiting;
    if (next !== undefined) return next();
    queue.running -= 1;
    if (queue.running === 0) this.#queues.delete(tenant);
  }
}

interface Queue {
  running: number;
  /** In the order of coming. */
  waiting: Set<() => void>;
}

/** Those options of the drivers' data sources that say how many connections there are, and how long one is waited for. */
interface PoolOptions {
  poolSize?: number;
  connectTimeoutMS?: number;
  extra?: { max?: number; connectionLimit?: number; connectionTimeoutMillis?: number };
}

function storeBusyError(maxConnections: number): ProvisioningError {
  return new ProvisioningError(
    'store_busy',
    `Sign-ins of this tenant have kept all ${maxConnections} connections that one tenant may have, half of the pool, for longer ` +
      'than a connection is waited for. Look for what blocks them in the database, or make the pool larger.',
    { status: 503 },
  );
}
