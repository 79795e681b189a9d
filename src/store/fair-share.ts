import type { DataSource } from 'typeorm';
import { ProvisioningError } from '../errors';

/** What `pg` and `mysql2` take for the size of a pool that is given none. */
const DEFAULT_POOL_SIZE = 10;

/**
 * Lets one tenant have at most half of the pool. Where its sign-ins wait for a lock, or for a crowd of themselves, those
 * of other tenants, and the app, still find a connection; who is over the half waits here, in the order of coming.
 */
export class FairShare {
  static readonly #known = new WeakMap<DataSource, FairShare>();

  readonly #most: number;
  readonly #patience: number | undefined;
  readonly #lines = new Map<string, Line>();

  static of(dataSource: DataSource): FairShare {
    const known = FairShare.#known.get(dataSource) ?? new FairShare(dataSource);
    FairShare.#known.set(dataSource, known);
    return known;
  }

  private constructor({ options }: DataSource) {
    const { poolSize, connectTimeoutMS, extra } = options as PoolOptions;
    const size = poolSize ?? extra?.max ?? extra?.connectionLimit ?? DEFAULT_POOL_SIZE;
    this.#most = Math.max(1, Math.floor(size / 2));
    this.#patience = connectTimeoutMS ?? extra?.connectionTimeoutMillis;
  }

  /** Whether a tenant has all that it may have, so that whoever comes has to wait. */
  isFull(tenant: string): boolean {
    return (this.#lines.get(tenant)?.running ?? 0) >= this.#most;
  }

  /**
   * Runs work that takes one connection of the pool, and never asks for another turn.
   *
   * @throws {ProvisioningError} `store_busy` when its turn does not come within the time that the pool gives a connection
   */
  async run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(tenant) ?? { running: 0, waiting: new Set() };
    this.#lines.set(tenant, line);
    if (line.running < this.#most) line.running += 1;
    else await this.#turn(line);
    try {
      return await work();
    } finally {
      this.#leave(tenant, line);
    }
  }

  #turn({ waiting }: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      const called = () => {
        clearTimeout(timer);
        waiting.delete(called);
        resolve();
      };
      const timer = this.#patience
        ? setTimeout(() => {
            waiting.delete(called);
            reject(busy(this.#most));
          }, this.#patience)
        : undefined;
      waiting.add(called);
    });
  }

  #leave(tenant: string, line: Line): void {
    const [next] = line.waiting;
    if (next !== undefined) return next();
    line.running -= 1;
    if (line.running === 0) this.#lines.delete(tenant);
  }
}

interface Line {
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

function busy(most: number): ProvisioningError {
  return new ProvisioningError(
    'store_busy',
    `Sign-ins of this tenant have kept all ${most} connections that one tenant may have, half of the pool, for longer ` +
      'than a connection is waited for. Look for what blocks them in the database, or make the pool larger.',
    { status: 503 },
  );
}
