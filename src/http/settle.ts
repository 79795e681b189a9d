import { toNextError } from './next-error';

type NextFunction = (error?: unknown) => void;

/**
 * Ends a middleware that waits for a decision. A rejection, and an error thrown while acting on the decision, goes to
 * `next`, like an error that a middleware throws synchronously. An unhandled rejection would end the process.
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
 * Calls a Node.js callback with the result of a promise. An error that the callback itself throws becomes a process
 * warning: the callback was already called, so nothing else can receive the error.
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

/** The last resort for an error that no handler receives. */
export function warnUncaught(error: unknown): void {
  process.emitWarning(
    `passport-jit: a callback of the app failed: ${error instanceof Error ? (error.stack ?? String(error)) : String(error)}`,
  );
}
