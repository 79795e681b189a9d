/**
 * The value to pass to `next` after a promise of the app was rejected. Without a value, or with the text "route",
 * Express would continue with the request: a rejection without an error must not let a request through.
 */
export function toNextError(reason: unknown): unknown {
  if (reason instanceof Error) return reason;
  return new Error(`A promise was rejected without an error: ${String(reason)}`, { cause: reason });
}
