/**
 * How long work may run before other requests get their turn. It is short, because a request that waits for the database
 * several times may wait for a slice each time.
 */
const SLICE_MS = 5;

/** Resumes work that has used up its slice, in the order in which it stopped. */
const waiting: (() => void)[] = [];

function resumeNext(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(resumeNext);
}

/**
 * Splits long work into slices, so that it does not block the event loop. However many requests do long work, only one
 * slice runs in each turn of the loop.
 */
export class TimeSlice {
  #endsAt = performance.now() + SLICE_MS;

  get isOver(): boolean {
    return performance.now() >= this.#endsAt;
  }

  /** Waits for the next slice, if this one is over. */
  async pause(): Promise<void> {
    if (!this.isOver) return;
    await new Promise<void>((resume) => {
      if (waiting.push(resume) === 1) setImmediate(resumeNext);
    });
    this.#endsAt = performance.now() + SLICE_MS;
  }
}

/** Work that can stop wherever it yields. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does the work without a stop, for callers that cannot wait. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does the work in slices. */
export async function runInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  const slice = new TimeSlice();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (slice.isOver) await slice.pause();
  }
}
