import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { ProvisioningError } from '../../errors';
import { TenantQueue } from '../../validation/tenant-queue';

const TIMEOUT_MS = 30_000;
/** A body of this many bytes is read at once, so that a client that sends slowly delays no other usual change. */
const SMALL_BODY = 256 * 1024;

/**
 * Lets each tenant have one large body and one large response in memory: ten bodies of 10 MB, with the objects that they are
 * parsed into, would take the memory of the process.
 */
export class LargeRequests {
  static readonly #instances = new WeakMap<object, LargeRequests>();

  readonly bodies = new TenantQueue({ maxRunning: 1, timeoutMs: TIMEOUT_MS, toError });
  readonly responses = new TenantQueue({ maxRunning: 1, timeoutMs: TIMEOUT_MS, toError });

  /** The same object for all routers of a database, whose tenants they administer. */
  static of(database: object): LargeRequests {
    const requests = LargeRequests.#instances.get(database) ?? new LargeRequests();
    LargeRequests.#instances.set(database, requests);
    return requests;
  }
}

/** Whether the body of a request may have megabytes: it says so, or does not say how many bytes it has. */
export function mayHaveLargeBody({ headers }: IncomingMessage): boolean {
  return !(Number(headers['content-length']) <= SMALL_BODY);
}

/** Waits until a response is no longer in memory. A client that leaves, or receives nothing for a while, ends it as well. */
export async function waitUntilReceived(response: ServerResponse): Promise<void> {
  response.setTimeout(TIMEOUT_MS, () => response.destroy());
  await finished(response).catch(() => undefined);
}

function toError(reason: string): ProvisioningError {
  const message = `One tenant sends one large mapping, and receives one, at a time. ${reason} Try again later.`;
  return new ProvisioningError('store_busy', message, { status: 503 });
}
