import type { DataSource } from 'typeorm';
import { publish } from '../diagnostics';
import { ProvisioningError } from '../errors';
import { TenantQueue } from '../validation/tenant-queue';
import { AsyncScope } from './async-scope';

/** What `pg` and `mysql2` take for the size of a pool that is given none. */
const DEFAULT_POOL_SIZE = 10;

/** The limiter in one of whose slots the calling code runs. */
const heldSlot = new AsyncScope<TenantLimiter>();

/**
 * Limits each tenant to half of the pool. While the calls of one tenant wait for a lock or for each other, those of other
 * tenants, and the app, still get a connection.
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
      toError,
    });
  }

  /** Whether a tenant has all connections that it may have, so that its next call has to wait. */
  isAtLimit(tenant: string): boolean {
    return this.#queue.isAtLimit(tenant);
  }

  /**
   * Runs work in a slot of the tenant. The work takes one connection of the pool at a time, and no other slot.
   *
   * @throws {ProvisioningError} `store_busy` when too many calls of the tenant wait already, or no slot becomes free within
   *   the time that the pool waits for a connection
   */
  run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    // Another slot would wait for the one that the caller holds.
    if (heldSlot.current === this) return work();
    if (this.isAtLimit(tenant))
      publish('wait', () => ({ tenant, waiting: this.#queue.countWaiting(tenant) + 1 }));
    return this.#queue.run(tenant, work);
  }

  /**
   * Runs a part of the work of a slot that calls code of the app, such as `assignUser` or a subscriber. What that code calls
   * of this library runs in the same slot: if each waited for a second one, calls that hold all slots would wait forever.
   */
  shareSlot<T>(work: () => Promise<T>): Promise<T> {
    return heldSlot.run(this, work);
  }
}

/** The options of a data source that give the size of its pool, and how long a call waits for a connection. */
interface PoolOptions {
  poolSize?: unknown;
  connectTimeoutMS?: number;
  extra?: { max?: unknown; connectionLimit?: unknown; connectionTimeoutMillis?: number };
}

/** The size as the driver takes it: `extra` overrides `poolSize`, and the default replaces what is not a number over 0. */
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
