/** Sets the clock, and leaves everything alone that waits. */
export function setClock(now: number): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'clearImmediate',
      'clearInterval',
      'clearTimeout',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
    ],
  });
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

afterEach(() => jest.useRealTimers());
