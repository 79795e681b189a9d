import type { ProvisioningContext } from '../context';
import { ProvisioningError, type ErrorCode } from '../errors';

/**
 * Work of which each tenant may run one at a time in this process, because it takes long and a tenant can start it at
 * will. A second one is refused instead of queued, because the first one may take minutes.
 */
export class OneAtATime {
  /** The tenants with running work, by database. */
  readonly #running = new WeakMap<object, Set<string>>();
  readonly #code: ErrorCode;
  readonly #message: string;

  constructor(code: ErrorCode, message: string) {
    this.#code = code;
    this.#message = message;
  }

  /**
   * @returns the function to call when the work has ended
   * @throws {ProvisioningError} with the code, status 409, while other work of the tenant is running
   */
  start({ database }: ProvisioningContext, tenant: string): () => void {
    const running = this.#runningIn(database);
    this.#refuseSecond(running, tenant);
    running.add(tenant);
    return () => running.delete(tenant);
  }

  /** @throws {ProvisioningError} as {@link start}, for work that begins with a part that need not be the only one */
  refuseSecond({ database }: ProvisioningContext, tenant: string): void {
    this.#refuseSecond(this.#runningIn(database), tenant);
  }

  #refuseSecond(running: ReadonlySet<string>, tenant: string): void {
    if (running.has(tenant)) throw new ProvisioningError(this.#code, this.#message, { status: 409 });
  }

  #runningIn(database: object): Set<string> {
    const running = this.#running.get(database) ?? new Set<string>();
    this.#running.set(database, running);
    return running;
  }
}
