/** The maximum number of waiting calls of one tenant. Each keeps a request in memory. */
const MAX_WAITING = 1000;

/** The limits of a queue for each tenant. */
export interface TenantQueueOptions {
  /** The maximum number of concurrent calls of one tenant. */
  maxRunning: number;
  /** The maximum time that a call waits, in milliseconds; `undefined` for no limit. */
  timeoutMs: number | undefined;
  /** Creates the error of a call that gets no slot. */
  toError: (reason: string) => Error;
}

/** Runs a limited number of calls of each tenant concurrently. Further calls wait in the order of arrival. */
export class TenantQueue {
  readonly #options: TenantQueueOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(options: TenantQueueOptions) {
    this.#options = options;
  }

  /** Whether the next call of a tenant must wait. */
  isAtLimit(tenant: string): boolean {
    return (this.#queues.get(tenant)?.running ?? 0) >= this.#options.maxRunning;
  }

  countWaiting(tenant: string): number {
    return this.#queues.get(tenant)?.waiting.size ?? 0;
  }

  /**
   * Runs work in a slot of the tenant.
   *
   * @throws the error of `toError` if 1,000 calls of the tenant are waiting, or if the call has waited too long
   */
  async run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(tenant) ?? { running: 0, waiting: new Set() };
    this.#queues.set(tenant, queue);
    if (queue.running < this.#options.maxRunning) queue.running += 1;
    else await this.#waitForSlot(queue);
    try {
      return await work();
    } finally {
      this.#releaseSlot(tenant, queue);
    }
  }

  #waitForSlot({ waiting }: Queue): Promise<void> {
    const { timeoutMs, toError } = this.#options;
    return new Promise((resolve, reject) => {
      if (waiting.size >= MAX_WAITING) {
        reject(toError(`${MAX_WAITING} calls of this tenant are waiting already.`));
        return;
      }
      const grantSlot = () => {
        clearTimeout(timer);
        waiting.delete(grantSlot);
        resolve();
      };
      const giveUp = () => {
        waiting.delete(grantSlot);
        reject(toError(`Other calls of this tenant took longer than ${timeoutMs} ms.`));
      };
      const timer = timeoutMs ? setTimeout(giveUp, timeoutMs) : undefined;
      waiting.add(grantSlot);
    });
  }

  #releaseSlot(tenant: string, queue: Queue): void {
    const [next] = queue.waiting;
    if (next !== undefined) return next();
    queue.running -= 1;
    if (queue.running === 0) this.#queues.delete(tenant);
  }
}

interface Queue {
  running: number;
  /** In the order of arrival. */
  waiting: Set<() => void>;
}
