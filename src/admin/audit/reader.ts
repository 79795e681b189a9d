import { In, type EntityManager } from 'typeorm';
import type { Database } from '../../database/database';
import { readRows } from '../../database/read-rows';
import type { AuditEventBase } from '../../entities/audit-event';
import type { EntitySet } from '../../entities/define-entities';
import type { UserBase } from '../../entities/user';
import { jsonBytes } from '../../validation/json';
import { isUuid } from '../../validation/text';
import { restSince } from '../../validation/time-slice';

export interface AuditEventFilter {
  type?: string | undefined;
  /** Only events of sign-ins in which a user lost or gained a grant. */
  effect?: 'lost' | 'gained' | undefined;
  user?: string | undefined;
  provider?: string | undefined;
  actor?: string | undefined;
  /** The earliest time, inclusive. */
  from?: Date | undefined;
  /** The latest time, exclusive. */
  to?: Date | undefined;
}

export type AuditEventView = Omit<AuditEventBase, 'tenant' | 'dedupeKey'>;

/** The types of events that have a user's changes. */
const EFFECT_TYPES = ['created', 'linked', 'changed'];

/** Named in the query, which has them then also where a class of the app says `select: false`. */
const VIEW_PROPERTIES = ['id', 'at', 'type', 'actor', 'provider', 'user', 'count', 'details'] as const;

type EventPosition = [at: string, id: string];

export function isEventPosition([at = '', id = '', ...rest]: string[]): boolean {
  return rest.length === 0 && isUuid(id) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at);
}

/** A page ends with the event that makes it reach this number of bytes of JSON. */
const MAX_PAGE_BYTES = 1_000_000;

/** The number of events that are loaded before their size is known. */
const FIRST_BATCH = 20;

/** Reads the audit log of a tenant, the newest event first. */
export class AuditLogReader {
  readonly #database: Database;
  readonly #entities: EntitySet;
  readonly #tenant: string;
  readonly #filter: AuditEventFilter;

  constructor(database: Database, entities: EntitySet, tenant: string, filter: AuditEventFilter) {
    this.#database = database;
    this.#entities = entities;
    this.#tenant = tenant;
    this.#filter = filter;
  }

  /**
   * A page ends with the event that makes it reach 1 MB, or at the limit. Events are loaded in batches, so that few
   * events are loaded in vain.
   *
   * @param after the end of the previous page
   */
  async page(
    after: readonly string[] | undefined,
    limit: number,
  ): Promise<{ items: AuditEventView[]; next: EventPosition | undefined }> {
    const items: AuditEventView[] = [];
    let bytes = 0;
    let last: EventPosition | undefined;
    for (;;) {
      const fitting = items.length === 0 ? FIRST_BATCH : ((MAX_PAGE_BYTES - bytes) * items.length) / bytes;
      const size = Math.min(limit - items.length, Math.max(1, Math.floor(fitting)));
      const position = last ?? after;
      const events = await this.#database.read(this.#tenant, (manager) =>
        this.#load(manager, position, size + 1),
      );
      for (const event of events.slice(0, size)) {
        if (bytes >= MAX_PAGE_BYTES) return { items, next: last };
        const item = toAuditEventView(event);
        items.push(item);
        bytes += jsonBytes(item);
        last = [event.at.toISOString(), event.id];
      }
      if (events.length <= size) return { items, next: undefined };
      if (items.length === limit || bytes >= MAX_PAGE_BYTES) return { items, next: last };
    }
  }

  #load(
    manager: EntityManager,
    after: readonly string[] | undefined,
    limit: number,
  ): Promise<AuditEventBase[]> {
    const { from, to, effect, ...equalityFilters } = this.#filter;
    const query = manager
      .createQueryBuilder(this.#entities.AuditEvent, 'event')
      .select(VIEW_PROPERTIES.map((property) => `event.${property}`))
      .where('event.tenant = :tenant', { tenant: this.#tenant })
      .orderBy('event.at', 'DESC')
      .addOrderBy('event.id', 'DESC')
      .take(limit)
      .cache(false);
    for (const [column, value] of Object.entries(equalityFilters)) {
      if (value !== undefined) query.andWhere(`event.${column} = :${column}`, { [column]: value });
    }
    // Timestamps are text that sorts by time.
    if (from !== undefined) query.andWhere('event.at >= :from', { from: from.toISOString() });
    if (to !== undefined) query.andWhere('event.at < :to', { to: to.toISOString() });
    if (effect !== undefined) {
      // The events of report-only and held sign-ins have the same actions in their notes.
      query.andWhere('event.type IN (:...effectTypes)', { effectTypes: EFFECT_TYPES });
      const text = this.#database.dialect.asText('event.details');
      const action = effect === 'lost' ? 'remove' : 'add';
      // In a name, the quotes have backslashes before them. MySQL stores JSON with spaces.
      query.andWhere(`(${text} LIKE :action OR ${text} LIKE :spacedAction)`, {
        action: `%"action":"${action}"%`,
        spacedAction: `%"action": "${action}"%`,
      });
    }
    if (after !== undefined) {
      const [at, id] = after;
      // The first condition lets the database use the index.
      query.andWhere('event.at <= :at AND (event.at < :at OR event.id < :id)', { at, id });
    }
    return query.getMany();
  }

  async *pages(): AsyncGenerator<AuditEventView[]> {
    let after: EventPosition | undefined;
    do {
      const startedAt = performance.now();
      const { items, next } = await this.page(after, 50);
      await restSince(startedAt);
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

/** A user with the current name and address. */
export type UserSummary = Pick<UserBase, 'id' | 'email' | 'firstName' | 'lastName'>;

/**
 * Adds the user of each event, and the actor if it is a user of the tenant. An event has only their ids, because it
 * outlives the users and their names.
 */
export async function withUsers(
  manager: EntityManager,
  entities: EntitySet,
  tenant: string,
  events: readonly AuditEventView[],
): Promise<(AuditEventView & { person: UserSummary | null; actorPerson: UserSummary | null })[]> {
  const ids = events.flatMap(({ user, actor }) => [user, actor]);
  const users = await findSummaries(manager, entities, tenant, ids);
  return events.map((event) => ({
    ...event,
    person: users.get(event.user ?? '') ?? null,
    actorPerson: users.get(event.actor ?? '') ?? null,
  }));
}

/** Adds the actor of each item, if it is a user of the tenant. */
export async function withActors<Item extends { actor: string }>(
  manager: EntityManager,
  entities: EntitySet,
  tenant: string,
  items: readonly Item[],
): Promise<(Item & { actorPerson: UserSummary | null })[]> {
  const ids = items.map(({ actor }) => actor);
  const users = await findSummaries(manager, entities, tenant, ids);
  return items.map((item) => ({ ...item, actorPerson: users.get(item.actor) ?? null }));
}

async function findSummaries(
  manager: EntityManager,
  { User }: EntitySet,
  tenant: string,
  ids: readonly (string | null)[],
): Promise<Map<string, UserSummary>> {
  // An actor is any text that the app passes. PostgreSQL cannot compare it with an id.
  const userIds = new Set(ids.filter((id) => isUuid(id)));
  if (userIds.size === 0) return new Map();
  // On the primary: the history of the settings is read there, and its actors may be new.
  const rows = await readRows(manager, User, {
    properties: ['id', 'email', 'firstName', 'lastName'],
    where: { tenant, id: In([...userIds]) },
  });
  const users = rows.filter(({ isDeleted }) => !isDeleted);
  return new Map(users.map(({ id, email, firstName, lastName }) => [id, { id, email, firstName, lastName }]));
}
