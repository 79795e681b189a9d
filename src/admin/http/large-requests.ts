import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { ProvisioningError } from '../../errors';
import { TenantQueue } from '../../validation/tenant-queue';

const TIMEOUT_MS = 30_000;
/**
 * A body up to this size is read at once, so that a client that sends slowly does not delay other changes of usual
 * size.
 */
const SMALL_BODY = 256 * 1024;

/**
 * Lets each tenant have one large body and one large response in memory: ten bodies of 10 MB, with the objects that they are
 * parsed into, would take the memory of the process.
 */
export class LargeRequests {
  static readonly #instances = new WeakMap<object, LargeRequests>();

  readonly bodies = new TenantQueue({ maxRunning: 1, timeoutMs: TIMEOUT_MS, toError });
  readonly responses = new TenantQueue({ maxRunning: 1, timeoutMs: TIMEOUT_MS, toError });

  /** The same object for all routers of a database, because they administer the same tenants. */
  static of(database: object): LargeRequests {
    const requests = LargeRequests.#instances.get(database) ?? new LargeRequests();
    LargeRequests.#instances.set(database, requests);
    return requests;
  }
}

/** Whether the body of a request may have megabytes: according to its length, or because it declares none. */
export function mayHaveLargeBody({ headers }: IncomingMessage): boolean {
  return !(Number(headers['content-length']) <= SMALL_BODY);
}

/**
 * Waits until a response is no longer in memory. The wait also ends if the client disconnects, or receives nothing for
 * a while.
 */
export async function waitUntilReceived(response: ServerResponse): Promise<void> {
  response.setTimeout(TIMEOUT_MS, () => response.destroy());
  await finished(response).catch(() => undefined);
}

function toError(reason: string): ProvisioningError {
  const message = `A tenant can send one large mapping, and receive one, at a time. ${reason} Try again later.`;
  return new ProvisioningError('store_busy', message, { status: 503 });
}
