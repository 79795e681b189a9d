import type { IncomingMessage } from 'node:http';

/** Express 4 and 5 keep with the request how it goes on. */
interface ExpressRequest extends IncomingMessage {
  next?: (error?: unknown) => void;
}

/** The actions that Passport hangs on a strategy for each request. */
export interface StrategyActions {
  success(user: unknown, info?: unknown): void;
  fail(challenge?: unknown, status?: number): void;
  error(error: unknown): void;
  redirect(url: string, status?: number): void;
  pass(): void;
}

const ACTION_NAMES = [
  'success',
  'fail',
  'error',
  'redirect',
  'pass',
] as const satisfies (keyof StrategyActions)[];

/** The actions as they are now: Passport may be given one strategy for all requests, and hangs the latest ones on it. */
export function bindActions(strategy: StrategyActions, request: ExpressRequest): StrategyActions {
  const actions = mapActions((name) => strategy[name].bind(strategy));
  const error = (cause: unknown) => {
    try {
      actions.error(cause);
    } catch (thrown) {
      // A callback of the app such as `(error) => { if (error) throw error; }`. Thrown in a promise or a network
      // callback of the strategy it would end the process, and anybody can cause an error.
      if (request.next === undefined) throw thrown;
      request.next(thrown);
    }
  };
  return { ...actions, error };
}

/**
 * Actions of which the first one counts. A success is not answered at once, so whatever a strategy reports after it
 * would be a second answer; and a refused user must not be provisioned afterwards.
 */
export function firstCallWins(actions: StrategyActions): StrategyActions {
  let reported = false;
  return mapActions((name) => (...args: [never]) => {
    if (reported) return;
    // One that throws has answered nothing: strategies catch that, and report it as an error.
    actions[name](...args);
    reported = true;
  });
}

function mapActions(action: (name: keyof StrategyActions) => unknown): StrategyActions {
  return Object.fromEntries(ACTION_NAMES.map((name) => [name, action(name)])) as unknown as StrategyActions;
}
