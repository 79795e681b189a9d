import { In, type DataSource, type EntityManager } from 'typeorm';
import type { AuditEventBase } from '../../entities/audit-event';
import type { EntitySet } from '../../entities/define-entities';
import type { UserBase } from '../../entities/user';
import { isUuid } from '../../validation/text';

export interface AuditEventFilter {
  type?: string | undefined;
  user?: string | undefined;
  provider?: string | undefined;
  actor?: string | undefined;
  /** Not before this moment. */
  from?: Date | undefined;
  /** Before this moment. */
  to?: Date | undefined;
}

export type AuditEventView = Omit<AuditEventBase, 'tenant' | 'dedupeKey'>;

type EventPosition = [at: string, id: string];

export function isEventPosition([at = '', id = '', ...rest]: string[]): boolean {
  return rest.length === 0 && isUuid(id) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at);
}

/** The audit log of a tenant, the newest event first. */
export class AuditLogReader {
  readonly #dataSource: DataSource;
  readonly #entities: EntitySet;
  readonly #tenant: string;
  readonly #filter: AuditEventFilter;

  constructor(dataSource: DataSource, entities: EntitySet, tenant: string, filter: AuditEventFilter) {
    this.#dataSource = dataSource;
    this.#entities = entities;
    this.#tenant = tenant;
    this.#filter = filter;
  }

  /** @param after where the page before ended */
  async page(
    after: readonly string[] | undefined,
    limit: number,
  ): Promise<{ items: AuditEventView[]; next: EventPosition | undefined }> {
    const { from, to, ...equalityFilters } = this.#filter;
    const query = this.#dataSource.manager
      .createQueryBuilder(this.#entities.AuditEvent, 'event')
      .where('event.tenant = :tenant', { tenant: this.#tenant })
      .orderBy('event.at', 'DESC')
      .addOrderBy('event.id', 'DESC')
      .take(limit + 1);
    for (const [column, value] of Object.entries(equalityFilters)) {
      if (value !== undefined) query.andWhere(`event.${column} = :${column}`, { [column]: value });
    }
    // Moments are kept as text that sorts in their order.
    if (from !== undefined) query.andWhere('event.at >= :from', { from: from.toISOString() });
    if (to !== undefined) query.andWhere('event.at < :to', { to: to.toISOString() });
    if (after !== undefined) {
      const [at, id] = after;
      // The first half is what an index can be entered by.
      query.andWhere('event.at <= :at AND (event.at < :at OR event.id < :id)', { at, id });
    }
    const events = await query.getMany();
    const items = events.slice(0, limit).map(toAuditEventView);
    const last = items.at(-1);
    const hasMore = events.length > limit && last !== undefined;
    return { items, next: hasMore ? [last.at.toISOString(), last.id] : undefined };
  }

  async *pages(): AsyncGenerator<AuditEventView[]> {
    let after: EventPosition | undefined;
    do {
      const { items, next } = await this.page(after, 200);
      yield items;
      after = next;
    } while (after !== undefined);
  }
}

function toAuditEventView({
  id,
  at,
  type,
  actor,
  provider,
  user,
  count,
  details,
}: AuditEventBase): AuditEventView {
  return { id, at, type, actor, provider, user, count, details };
}

/** Who somebody is now. */
export type UserSummary = Pick<UserBase, 'id' | 'email' | 'firstName' | 'lastName'>;

/** Adds the user of each event. An event has only the user's id, since it outlives the user and their name. */
export async function withUsers(
  manager: EntityManager,
  { User }: EntitySet,
  tenant: string,
  events: readonly AuditEventView[],
): Promise<(AuditEventView & { person: UserSummary | null })[]> {
  const ids = new Set(events.flatMap(({ user }) => user ?? []));
  const users = await manager.find(User, {
    select: { id: true, email: true, firstName: true, lastName: true },
    where: { tenant, id: In([...ids]) },
  });
  const byId = new Map(
    users.map(({ id, email, firstName, lastName }) => [id, { id, email, firstName, lastName }]),
  );
  return events.map((event) => ({ ...event, person: byId.get(event.user ?? '') ?? null }));
}
