import { setTimeout as wait } from 'node:timers/promises';
import type { JsonResponse } from '../http/fetch-json';

/** Statuses with which a server asks for the same request later. */
const THROTTLED = [429, 503, 504];
const MAX_ATTEMPTS = 3;
/** Milliseconds. A user waits for the answer, so a longer `Retry-After` ends the attempt at once. */
const MAX_DELAY = 2000;
const FIRST_DELAY = 250;

export function isThrottled({ status }: JsonResponse): boolean {
  return THROTTLED.includes(status);
}

/**
 * Sends a request again while the server throttles it, after the time that `Retry-After` names, or else after a growing
 * one. The last response is returned in any case.
 */
export async function retryThrottled(
  send: () => Promise<JsonResponse>,
  signal: AbortSignal,
): Promise<JsonResponse> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send();
    const delay = response.retryAfterMs ?? FIRST_DELAY * 2 ** (attempt - 1);
    if (!isThrottled(response) || attempt === MAX_ATTEMPTS || delay > MAX_DELAY) return response;
    await wait(delay, undefined, { signal });
  }
}
