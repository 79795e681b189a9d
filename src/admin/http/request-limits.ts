import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Database } from '../../database/database';
import type { TenantThrottle } from '../../database/tenant-throttle';
import { ProvisioningError } from '../../errors';
import { ByteLimiter } from '../../validation/byte-limiter';
import { TenantQueue } from '../../validation/tenant-queue';

const TIMEOUT_MS = 30_000;
/** A body of this many bytes is read at once, so that a client that sends slowly delays no other usual change. */
const SMALL_BODY = 256 * 1024;

const QUEUE = { timeoutMs: TIMEOUT_MS, maxWaiting: 50, toError: toBusyError };

/**
 * Limits what the requests of one tenant take of the memory and the event loop of the process, which they share with the
 * sign-ins of all tenants.
 */
export class RequestLimits {
  static readonly #instances = new WeakMap<object, RequestLimits>();

  /** A request that is slow is one that makes work. After it, its slot rests as long. */
  readonly #requests = new TenantQueue({ ...QUEUE, maxRunning: 2, restRatio: 1 });
  readonly #bodies = new TenantQueue({ ...QUEUE, maxRunning: 1 });
  readonly #responses = new TenantQueue({ ...QUEUE, maxRunning: 1 });
  readonly #downloads = new TenantQueue({ ...QUEUE, maxRunning: 2 });
  readonly #throttle: TenantThrottle;
  /** Of all tenants. */
  readonly #bodyBytes: ByteLimiter;

  private constructor({ throttle }: Database, maxBodyBytes: number) {
    this.#throttle = throttle;
    this.#bodyBytes = new ByteLimiter({
      maxBytes: maxBodyBytes,
      timeoutMs: TIMEOUT_MS,
      toError: toBusyError,
    });
  }

  /**
   * The same object for all routers of a database, whose tenants they administer.
   *
   * @param maxBodyBytes how many bytes the large bodies of all tenants have that are in memory at the same time
   */
  static of(database: Database, maxBodyBytes: number): RequestLimits {
    const limits = RequestLimits.#instances.get(database) ?? new RequestLimits(database, maxBodyBytes);
    RequestLimits.#instances.set(database, limits);
    return limits;
  }

  /**
   * Runs what a request asks for: two of a tenant at a time, and together with its sign-ins while the process is busy.
   *
   * @throws {ProvisioningError} `store_busy`
   */
  run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.#requests.run(tenant, () => this.#throttle.run(tenant, work));
  }

  /**
   * Runs work that begins with reading a large body and ends when nothing of it is in memory any more: one of a tenant at
   * a time, and of all tenants as many as have `maxBodyBytes` in total.
   *
   * @throws {ProvisioningError} `store_busy`
   */
  runWithBody<T>(tenant: string, bytes: number, work: () => Promise<T>): Promise<T> {
    return this.#bodies.run(tenant, () => this.#bodyBytes.run(bytes, work));
  }

  /**
   * Makes and sends a large response: one of a tenant at a time, until the client has received it.
   *
   * @throws {ProvisioningError} `store_busy`
   */
  runWithResponse(tenant: string, response: ServerResponse, work: () => Promise<void>): Promise<void> {
    return this.#responses.run(tenant, async () => {
      await work();
      await waitUntilReceived(response);
    });
  }

  /**
   * Sends a download of any length: two of a tenant at a time. A client that receives nothing for 30 seconds ends it.
   *
   * @throws {ProvisioningError} `store_busy`
   */
  runDownload(tenant: string, response: ServerResponse, work: () => Promise<void>): Promise<void> {
    return this.#downloads.run(tenant, () => {
      response.setTimeout(TIMEOUT_MS, () => response.destroy());
      return work();
    });
  }
}

/**
 * How many bytes a body may have, if that is more than usual: as many as the request says, or the most where it does not
 * say, or where the body is compressed.
 */
export function largeBodyBytes({ headers }: IncomingMessage, maxBytes: number): number | undefined {
  const isPlain = /^\s*(identity\s*)?$/i.test(headers['content-encoding'] ?? '');
  const length = Number(headers['content-length']);
  if (!isPlain || Number.isNaN(length)) return maxBytes;
  return length <= SMALL_BODY ? undefined : Math.min(length, maxBytes);
}

/** Waits until a response is no longer in memory. A client that leaves, or receives nothing for a while, ends it as well. */
async function waitUntilReceived(response: ServerResponse): Promise<void> {
  response.setTimeout(TIMEOUT_MS, () => response.destroy());
  await finished(response).catch(() => undefined);
}

function toBusyError(reason: string): ProvisioningError {
  const message = `The admin API serves a few requests of one tenant at a time. ${reason} Try again later.`;
  return new ProvisioningError('store_busy', message, { status: 503 });
}
