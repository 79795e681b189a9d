import type { DataSource } from 'typeorm';
import { publish } from '../diagnostics';
import { ProvisioningError } from '../errors';
import { TenantQueue } from '../validation/tenant-queue';
import { AsyncScope } from './async-scope';

/** The pool size of `pg` and `mysql2` if none is configured. */
const DEFAULT_POOL_SIZE = 10;

/** The maximum number of calls of one tenant that wait for a connection. */
const MAX_WAITING = 1000;

/** The limiter that gave the calling code its slot. */
const heldSlot = new AsyncScope<TenantLimiter>();

/**
 * Limits each tenant to half of the pool. While the calls of one tenant wait for a lock or for each other, other
 * tenants and the app still get a connection.
 */
export class TenantLimiter {
  readonly #queue: TenantQueue;

  constructor({ options }: Pick<DataSource, 'options'>) {
    const { connectTimeoutMS, extra } = options as PoolOptions;
    const maxRunning = Math.max(1, Math.floor(poolSizeOf(options) / 2));
    const toError = (reason: string) => storeBusyError(maxRunning, reason);
    this.#queue = new TenantQueue({
      maxRunning,
      timeoutMs: connectTimeoutMS ?? extra?.connectionTimeoutMillis,
      maxWaiting: MAX_WAITING,
      toError,
    });
  }

  /** Whether a tenant uses all its connections, so that its next call must wait. */
  isAtLimit(tenant: string): boolean {
    return this.#queue.isAtLimit(tenant);
  }

  /**
   * Runs work in a slot of the tenant. The work uses one connection of the pool at a time, and no other slot.
   *
   * @throws {ProvisioningError} `store_busy` if too many calls of the tenant are waiting, or if no slot becomes free
   *   within the connection timeout of the pool
   */
  run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    // A second slot would wait for the one that the caller holds.
    if (heldSlot.current === this) return work();
    if (this.isAtLimit(tenant))
      publish('wait', () => ({ tenant, waiting: this.#queue.countWaiting(tenant) + 1 }));
    return this.#queue.run(tenant, work);
  }

  /**
   * Runs a part of a slot's work that calls code of the app, such as `assignUser` or a subscriber. Calls of this
   * library from that code run in the same slot: if each waited for a second one, calls that hold all slots would wait
   * forever.
   */
  shareSlot<T>(work: () => Promise<T>): Promise<T> {
    return heldSlot.run(this, work);
  }
}

/** The options of a data source for the size of its pool, and for the time that a call waits for a connection. */
interface PoolOptions {
  poolSize?: unknown;
  connectTimeoutMS?: number;
  extra?: { max?: unknown; connectionLimit?: unknown; connectionTimeoutMillis?: number };
}

/**
 * The pool size as the driver computes it: `extra` overrides `poolSize`, and the default replaces a value that is not a
 * positive number.
 */
function poolSizeOf({ poolSize, extra }: PoolOptions): number {
  const size = Number(extra?.max ?? extra?.connectionLimit ?? poolSize);
  return Number.isFinite(size) && size > 0 ? size : DEFAULT_POOL_SIZE;
}

function storeBusyError(maxConnections: number, reason: string): ProvisioningError {
  return new ProvisioningError(
    'store_busy',
    `One tenant may have ${maxConnections} connections, half of the pool. ${reason} Look for what blocks them in the ` +
      'database, or make the pool larger.',
    { status: 503 },
  );
}
