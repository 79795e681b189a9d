import type { EntityManager } from 'typeorm';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Connection } from '../database/statement';
import { TenantLock } from '../store/tenant-lock';
import { UserWriter } from '../store/user-writer';
import type { SignInAttempt } from './attempt';

/** The unit of work of one sign-in, including the tenant's lock once it is acquired. */
export class SignInWork {
  readonly attempt: SignInAttempt;
  /** Whether an earlier attempt conflicted with another transaction. */
  readonly isContended: boolean;
  readonly writer: UserWriter;
  readonly #unit: UnitOfWork;
  #lock: TenantLock | undefined;

  constructor(unit: UnitOfWork, attempt: SignInAttempt, isContended: boolean) {
    this.#unit = unit;
    this.attempt = attempt;
    this.isContended = isContended;
    this.writer = new UserWriter(attempt.context, unit.manager, attempt.identity);
  }

  get manager(): EntityManager {
    return this.#unit.manager;
  }

  get connection(): Connection {
    return this.manager.queryRunner!;
  }

  begin(): Promise<void> {
    return this.#unit.begin();
  }

  beginReadCommitted(): Promise<void> {
    return this.#unit.beginReadCommitted();
  }

  /** Lets the other removals of the tenant wait until the transaction ends. */
  async lockTenant(): Promise<TenantLock> {
    const { context, key } = this.attempt;
    await this.beginReadCommitted();
    return (this.#lock ??= await TenantLock.acquire(this.manager, context.options, key.tenant));
  }

  /** Marks the tenant: from now on, its removals are held. Only a sign-in with the lock can hold removals. */
  async holdRemovals(at: Date): Promise<void> {
    await this.#lock?.holdRemovals(at);
  }
}
