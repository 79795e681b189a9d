import { In, Not, type EntityManager } from 'typeorm';
import { countRows, readRows, runQuery } from '../database/read-rows';
import { publish } from '../diagnostics';
import type { TenantStateBase } from '../entities/tenant-state';
import { CLOCK_TOLERANCE_MS, isInFuture } from '../entities/timestamp';
import type { ResolvedOptions } from '../options/options';
import type { RemovalLimits, RemovalStats } from '../plan/plan-input';
import { NO_REMOVALS } from '../plan/removal-safeguard';

/**
 * The lock of a tenant. A sign-in with removals holds it, so that two of one tenant are counted one after the other:
 * for the last owner and for the removal safeguard. It is acquired before any lock of a user.
 */
export class TenantLock {
  readonly #manager: EntityManager;
  readonly #options: ResolvedOptions;
  readonly #state: TenantRemovals;

  private constructor(manager: EntityManager, options: ResolvedOptions, state: TenantRemovals) {
    this.#manager = manager;
    this.#options = options;
    this.#state = state;
  }

  static async acquire(
    manager: EntityManager,
    options: ResolvedOptions,
    tenant: string,
  ): Promise<TenantLock> {
    const { TenantState } = options.entities;
    const { metadata } = manager.getRepository(TenantState);
    const column = metadata.findColumnWithPropertyName('tenant')!.databaseName;
    const startedAt = performance.now();
    // An update of an existing row locks it at once. Two transactions that only read it first would both wait for the
    // other.
    await manager
      .createQueryBuilder()
      .insert()
      .into(TenantState)
      .values({ tenant })
      .orUpdate([column], [column])
      .updateEntity(false)
      .callListeners(false)
      .execute();
    publish('lock', () => ({ tenant, waitedMs: Math.round(performance.now() - startedAt) }));
    const [state] = await readRows(manager, TenantState, { properties: STATE_PROPERTIES, where: { tenant } });
    return new TenantLock(manager, options, state!);
  }

  /** Counts active owners who have signed in or could: an open invitation does not count. */
  async countOtherOwners(userId: string): Promise<number> {
    const { tenant } = this.#state;
    const owners = { tenant, tenantOwner: true, active: true, invited: false, id: Not(userId) };
    return countRows(this.#manager, this.#options.entities.User, owners);
  }

  async loadRemovalStats(userId: string, at: Date, limits: RemovalLimits | false): Promise<RemovalStats> {
    const { removalsHeldAt: heldAt } = this.#state;
    const releasedAt = this.#releasedAt(at);
    if (limits === false) return { ...NO_REMOVALS, heldAt, releasedAt };
    const { AuditEvent, User } = this.#options.entities;
    const windowStart = at.getTime() - limits.window;
    const since = new Date(Math.max(windowStart, releasedAt?.getTime() ?? 0));
    const { tenant } = this.#state;
    const query = this.#manager
      .createQueryBuilder(AuditEvent, 'event')
      .select('COUNT(DISTINCT event.user)', 'users')
      .where({ tenant, type: In(['emptied', 'removalsHeld']), user: Not(userId) })
      // In the column's own form: TypeORM 0.3 treats "more than" as "equal" if a value is transformed.
      .andWhere('event.at > :since', { since: since.toISOString() })
      // An instance whose clock is ahead writes events that would count until that time is reached.
      .andWhere('event.at <= :until', { until: new Date(at.getTime() + CLOCK_TOLERANCE_MS).toISOString() });
    const [counted] = await runQuery<{ users: string | number }>(this.#manager, query);
    const recentUsers = Number(counted?.users ?? 0);
    const activeUsers =
      recentUsers + 1 > limits.maxUsers ? await countRows(this.#manager, User, { tenant, active: true }) : 0;
    return { heldAt, releasedAt, recentUsers, activeUsers };
  }

  /** From now on, removals are held. */
  async holdRemovals(at: Date): Promise<void> {
    const { tenant, removalsHeldAt, removalsReleasedAt } = this.#state;
    const isHeld = removalsHeldAt !== null && !isInFuture(removalsHeldAt, at.getTime());
    const releasedAt = this.#releasedAt(at);
    if (isHeld && releasedAt === removalsReleasedAt) return;
    if (removalsHeldAt === null) publish('removals-held', () => ({ tenant }));
    // A release with a time in the future would later release removals that are held now.
    await this.#set({ removalsHeldAt: isHeld ? removalsHeldAt : at, removalsReleasedAt: releasedAt });
  }

  /** Releases held removals: at the next sign-in, each affected user loses the grants. */
  async releaseRemovals(at: Date): Promise<void> {
    await this.#set({ removalsHeldAt: null, removalsReleasedAt: at });
  }

  /** The time of the last release; null if it is in the future, because then its order is unknown. */
  #releasedAt(at: Date): Date | null {
    const { removalsReleasedAt } = this.#state;
    return removalsReleasedAt !== null && isInFuture(removalsReleasedAt, at.getTime())
      ? null
      : removalsReleasedAt;
  }

  async #set(columns: Partial<TenantStateBase>): Promise<void> {
    const { tenant } = this.#state;
    await this.#manager.update(this.#options.entities.TenantState, { tenant }, columns);
  }
}

type TenantRemovals = Pick<TenantStateBase, (typeof STATE_PROPERTIES)[number]>;

const STATE_PROPERTIES = ['tenant', 'removalsHeldAt', 'removalsReleasedAt'] as const;
