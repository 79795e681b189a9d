import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A value that the code of some work finds, and the code outside of it does not. It is off while no work runs: while an
 * `AsyncLocalStorage` is on, Node.js 20 keeps book of every promise of the process.
 */
export class AsyncScope<Value> {
  readonly #storage = new AsyncLocalStorage<Value>();
  #running = 0;

  /** The value of the work that the calling code belongs to. */
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
