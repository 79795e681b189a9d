import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { ProvisioningError } from '../errors';
import { TenantQueue } from '../validation/tenant-queue';

/** How many calls of a tenant run at the same time while it is throttled. */
const MAX_RUNNING = 2;

/** How long a slot stays empty after a call while others of the tenant wait, as a multiple of the time of the call. */
const REST_RATIO = 3;

/** A call that takes longer waits for a lock or for an app's hook, and takes no time of the event loop. */
const MAX_SLOT_MS = 200;

/** How many calls of one tenant wait. Each keeps a request in memory. */
const MAX_WAITING = 1000;

/** The utilization of the event loop from which tenants are throttled, and how long it is measured. */
const BUSY_UTILIZATION = 0.5;
const WINDOW_MS = 100;

/** How long tenants are throttled. Without it, each quiet moment would let the next flood in. */
const THROTTLED_MS = 2000;

/** How long after its last call a tenant counts as one that uses the process. */
const ACTIVE_MS = 1000;

/** What the throttle asks about the process; a test has answers of its own. */
export interface ProcessTimes {
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** How long the event loop has been busy so far. */
  activeMs(): number;
}

const PROCESS_TIMES: ProcessTimes = {
  now: () => performance.now(),
  activeMs: () => performance.eventLoopUtilization().active,
};

/**
 * Limits the calls of each tenant that run at the same time, while the event loop is busy and two tenants use the process.
 * The more calls a tenant makes at once, the longer they wait; a tenant with one or two of them is not delayed. Nor is a
 * tenant that is alone, or any tenant while the process has time.
 */
export class TenantThrottle {
  readonly #times: ProcessTimes;
  readonly #queue: TenantQueue;
  #window;
  #throttledUntil = 0;
  /** The tenant that called last, and the one before it. */
  #latest: Activity | undefined;
  #previous: Activity | undefined;

  constructor(times: ProcessTimes = PROCESS_TIMES) {
    this.#times = times;
    this.#window = { startedAt: times.now(), activeMs: times.activeMs() };
    this.#queue = new TenantQueue({
      maxRunning: MAX_RUNNING,
      maxWaiting: MAX_WAITING,
      maxSlotMs: MAX_SLOT_MS,
      timeoutMs: undefined,
      restRatio: () => (this.#isThrottled(this.#times.now()) ? REST_RATIO : 0),
      restOnlyIfWaiting: true,
      toError: toBusyError,
    });
  }

  /**
   * Runs a call of a tenant, now or when it is its turn.
   *
   * @throws {ProvisioningError} `store_busy` when 1,000 calls of the tenant wait already
   */
  run<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    return this.#recordCall(tenant) ? this.#queue.run(tenant, work) : work();
  }

  /**
   * Ends a call whose tenant is known only now: when it is its turn, or at once without a promise.
   *
   * @throws {ProvisioningError} as {@link run}
   */
  pass(tenant: string): Promise<void> | undefined {
    return this.#recordCall(tenant) ? this.#queue.run(tenant, nextTurn) : undefined;
  }

  /** Leaves the event loop to others after work that could not be split, for twice as long as it took. */
  rest(workedMs: number): Promise<void> | undefined {
    if (workedMs < MIN_REST_MS || !this.#isThrottled(this.#times.now())) return undefined;
    return sleep(Math.min(MAX_SLOT_MS, 2 * workedMs));
  }

  /** @returns whether calls are throttled */
  #recordCall(tenant: string): boolean {
    const now = this.#times.now();
    if (this.#latest?.tenant === tenant) this.#latest.at = now;
    else [this.#previous, this.#latest] = [this.#latest, { tenant, at: now }];
    this.#measure(now);
    return this.#isThrottled(now);
  }

  #measure(now: number): void {
    const { startedAt, activeMs } = this.#window;
    if (now - startedAt < WINDOW_MS) return;
    const total = this.#times.activeMs();
    const isBusy = (total - activeMs) / (now - startedAt) >= BUSY_UTILIZATION;
    if (isBusy) this.#throttledUntil = now + THROTTLED_MS;
    this.#window = { startedAt: now, activeMs: total };
  }

  #isThrottled(now: number): boolean {
    return now < this.#throttledUntil && this.#previous !== undefined && now - this.#previous.at < ACTIVE_MS;
  }
}

/** Below this, an occasional pause of the process would count as work. */
const MIN_REST_MS = 5;

interface Activity {
  tenant: string;
  /** When it called last. */
  at: number;
}

function toBusyError(reason: string): ProvisioningError {
  const message = `The process is busy, and other tenants use it as well. ${reason}`;
  return new ProvisioningError('store_busy', message, { status: 503 });
}
