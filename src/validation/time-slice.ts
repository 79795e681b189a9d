/**
 * The time after which long work pauses for other requests. It is short, because a request with several queries may
 * wait for a slice after each.
 */
const SLICE_MS = 5;

/** The continuations of paused work, in the order of the pauses. */
const waiting: (() => void)[] = [];

function resumeNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resumeNext);
}

/**
 * Splits long work into slices, so that it does not block the event loop. However many requests do long work, only one
 * slice runs in each iteration of the loop.
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
      if (waiting.push(resume) === 1) setImmediate(resumeNext);
    });
    this.#endsAt = performance.now() + SLICE_MS;
  }
}

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
