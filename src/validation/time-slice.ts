import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The time after which long work pauses for other requests. It is short, because a request with several queries may
 * wait for a slice after each.
 */
const SLICE_MS = 2;

/** How long other requests have the event loop to themselves after a slice: long work takes a third of the time of the process. */
const REST_MS = 2 * SLICE_MS;

/** The continuations of paused work, in the order of the pauses. */
const waiting: (() => void)[] = [];

function resumeNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setTimeout(resumeNext, REST_MS);
}

/**
 * Splits long work into slices, so that it does not block the event loop. However many requests do long work, only one
 * slice runs at a time, and the event loop is free for twice as long before the next one.
 */
export class TimeSlice {
  #endsAt = performance.now() + SLICE_MS;

  get isOver(): boolean {
    return performance.now() >= this.#endsAt;
  }

  /** Waits for the next slice if the current one is used up. */
  async pause(): Promise<void> {
    if (!this.isOver) return;
    await new Promise<void>((resume) => {
      if (waiting.push(resume) === 1) setTimeout(resumeNext, REST_MS);
    });
    this.#endsAt = performance.now() + SLICE_MS;
  }
}

/**
 * Leaves the process to other requests for as long as a part of long work took, and at most a second: for parts that
 * cannot be split, such as reading a page of rows.
 *
 * @param startedAt the time at which the part began, of `performance.now()`
 */
export async function restSince(startedAt: number): Promise<void> {
  await sleep(Math.min(MAX_REST_MS, performance.now() - startedAt));
}

const MAX_REST_MS = 1000;

/** Work that can pause at each `yield`. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Runs the work without a pause, for callers that cannot wait. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Runs the work in slices. */
export async function runInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  const slice = new TimeSlice();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (slice.isOver) await slice.pause();
  }
}
