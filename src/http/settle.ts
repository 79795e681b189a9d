import { toNextError } from './next-error';

type NextFunction = (error?: unknown) => void;

/**
 * Ends a middleware that waits for a decision. What the decision rejects with, and what is thrown while acting on it,
 * goes to `next`, as Express does with what a middleware throws at once. A rejection without a handler ends the process.
 */
export function settle<Decision>(
  decision: Promise<Decision>,
  act: (decision: Decision) => void,
  next: NextFunction,
): void {
  decision
    .then(act)
    .catch((reason: unknown) => next(toNextError(reason)))
    .catch(warnUncaught);
}

/**
 * Calls a Node.js callback with what a promise resolves to. What the callback itself throws becomes a warning of the
 * process, because nothing is left to report it to, and it was called already.
 */
export function settleCallback<Result>(
  result: Promise<Result>,
  done: (error: unknown, result?: Result) => void,
): void {
  result
    .then(
      (value) => done(null, value),
      (reason: unknown) => done(toNextError(reason)),
    )
    .catch(warnUncaught);
}

/** The last resort for an error that nothing takes. */
export function warnUncaught(error: unknown): void {
  process.emitWarning(
    `passport-jit: a callback of the app failed: ${error instanceof Error ? (error.stack ?? String(error)) : String(error)}`,
  );
}
