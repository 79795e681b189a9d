/** The limits of a queue for each tenant. */
export interface TenantQueueOptions {
  /** The maximum number of concurrent calls of one tenant. */
  maxRunning: number;
  /** The maximum time that a call waits, in milliseconds; `undefined` for no limit. */
  timeoutMs: number | undefined;
  /** The maximum number of waiting calls of one tenant. Each keeps a request in memory. */
  maxWaiting: number;
  /**
   * How long a slot stays empty after a call, as a multiple of the duration of the call, and at most a second. So a tenant
   * whose calls follow each other leaves time to others.
   *
   * @default 0
   */
  restRatio?: number | (() => number);
  /**
   * Whether a slot rests only if a call of the tenant waits for it.
   *
   * @default false
   */
  restOnlyIfWaiting?: boolean;
  /**
   * The maximum time that a call keeps its slot, in milliseconds. After that it continues without one.
   *
   * @default no limit
   */
  maxSlotMs?: number;
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
    const release = this.#holdSlot(tenant, queue);
    try {
      return await work();
    } finally {
      release();
    }
  }

  #waitForSlot({ waiting }: Queue): Promise<void> {
    const { timeoutMs, maxWaiting, toError } = this.#options;
    return new Promise((resolve, reject) => {
      if (waiting.size >= maxWaiting) {
        reject(toError(`${maxWaiting} calls of this tenant are waiting already.`));
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

  #holdSlot(tenant: string, queue: Queue): () => void {
    const { maxSlotMs } = this.#options;
    const startedAt = performance.now();
    let isHeld = true;
    const release = () => {
      clearTimeout(timer);
      if (isHeld) this.#releaseAfterRest(tenant, queue, performance.now() - startedAt);
      isHeld = false;
    };
    const timer = maxSlotMs === undefined ? undefined : setTimeout(release, maxSlotMs);
    return release;
  }

  #releaseAfterRest(tenant: string, queue: Queue, workedMs: number): void {
    const { restRatio = 0, restOnlyIfWaiting = false } = this.#options;
    const ratio = typeof restRatio === 'number' ? restRatio : restRatio();
    const needsRest = !restOnlyIfWaiting || queue.waiting.size > 0;
    const restMs = needsRest ? Math.min(MAX_REST_MS, workedMs * ratio) : 0;
    if (restMs < 1) this.#releaseSlot(tenant, queue);
    else setTimeout(() => this.#releaseSlot(tenant, queue), restMs);
  }

  #releaseSlot(tenant: string, queue: Queue): void {
    const [next] = queue.waiting;
    if (next !== undefined) return next();
    queue.running -= 1;
    if (queue.running === 0) this.#queues.delete(tenant);
  }
}

const MAX_REST_MS = 1000;

interface Queue {
  running: number;
  /** In the order of arrival. */
  waiting: Set<() => void>;
}
