import type { IncomingMessage } from 'node:http';

/** The part of an Express request that continues it. Express 4 and 5 store it on the request. */
interface ExpressRequest extends IncomingMessage {
  next?: (error?: unknown) => void;
}

/** The actions that Passport adds to a strategy for each request. */
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

/**
 * Binds the current actions: if an app passes one strategy object for all requests, Passport adds the latest actions to
 * it.
 */
export function bindActions(strategy: StrategyActions, request: ExpressRequest): StrategyActions {
  const actions = mapActions((name) => strategy[name].bind(strategy));
  const error = (cause: unknown) => {
    try {
      actions.error(cause);
    } catch (thrown) {
      // A callback of the app such as `(error) => { if (error) throw error; }`. Thrown in a promise or a network
      // callback of the strategy, the error would end the process, and any client can cause an error.
      if (request.next === undefined) throw thrown;
      request.next(thrown);
    }
  };
  return { ...actions, error };
}

/**
 * Actions of which only the first one counts. A success takes time, so an action that the strategy calls after it would
 * be a second response. A refused user must not be provisioned afterwards.
 */
export function firstCallWins(actions: StrategyActions): StrategyActions {
  let reported = false;
  return mapActions((name) => (...args: [never]) => {
    if (reported) return;
    // An action that throws has sent no response: strategies catch the error and report it.
    actions[name](...args);
    reported = true;
  });
}

function mapActions(action: (name: keyof StrategyActions) => unknown): StrategyActions {
  return Object.fromEntries(ACTION_NAMES.map((name) => [name, action(name)])) as unknown as StrategyActions;
}
