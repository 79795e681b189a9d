import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A value that is visible to the code of some work, and not to other code. It is switched off while no work runs: an
 * active `AsyncLocalStorage` makes Node.js 20 track every promise of the process.
 */
export class AsyncScope<Value> {
  readonly #storage = new AsyncLocalStorage<Value>();
  #running = 0;

  /** The value of the work to which the calling code belongs. */
  get current(): Value | undefined {
    return this.#storage.getStore();
  }

  async run<T>(value: Value, work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await this.#storage.run(value, work);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#storage.disable();
    }
  }
}
