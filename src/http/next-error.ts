/**
 * What to hand to `next` when a promise of the app was rejected. Express goes on with the request if that is nothing, or
 * the text "route": a rejection without an error must not let a request through.
 */
export function toNextError(reason: unknown): unknown {
  if (reason instanceof Error) return reason;
  return new Error(`A promise was rejected without an error: ${String(reason)}`, { cause: reason });
}
