/** What a limiter allows, and for how long it lets work wait. */
export interface ByteLimiterOptions {
  /** How many bytes the work that runs has in total. */
  maxBytes: number;
  /** How many milliseconds work waits. */
  timeoutMs: number;
  /** Makes the error of work that does not get its turn. */
  toError: (reason: string) => Error;
}

/** Runs work as long as it has at most so many bytes in total. Other work waits, in the order of arrival. */
export class ByteLimiter {
  readonly #options: ByteLimiterOptions;
  readonly #waiting = new Set<{ bytes: number; start: () => void }>();
  #used = 0;

  constructor(options: ByteLimiterOptions) {
    this.#options = options;
  }

  /**
   * @param bytes how much the work takes; work that takes more than the limit runs alone
   * @throws what `toError` makes, when the time to wait is over
   */
  async run<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const size = Math.min(bytes, this.#options.maxBytes);
    if (this.#waiting.size === 0 && this.#fits(size)) this.#used += size;
    else await this.#wait(size);
    try {
      return await work();
    } finally {
      this.#used -= size;
      this.#startWaiting();
    }
  }

  #fits(bytes: number): boolean {
    return this.#used + bytes <= this.#options.maxBytes;
  }

  #wait(bytes: number): Promise<void> {
    const { timeoutMs, toError } = this.#options;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#waiting.delete(waiting);
        reject(toError(`Requests of all tenants took longer than ${timeoutMs} ms.`));
        // Work behind this one may be smaller.
        this.#startWaiting();
      };
      const timer = setTimeout(giveUp, timeoutMs);
      const start = () => {
        clearTimeout(timer);
        resolve();
      };
      const waiting = { bytes, start };
      this.#waiting.add(waiting);
    });
  }

  #startWaiting(): void {
    for (const waiting of this.#waiting) {
      if (!this.#fits(waiting.bytes)) return;
      this.#waiting.delete(waiting);
      this.#used += waiting.bytes;
      waiting.start();
    }
  }
}
