import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { GrantBase } from '../entities/grant';
import { TableWriter } from '../database/table-writer';
import type { Write } from '../database/write';

/** The grants of one kind that a user has, and what becomes of them. What is there already keeps its id. */
export class GrantSet<Grant extends GrantBase & { userId: string }> {
  readonly #grants: Map<unknown, Grant>;
  readonly #removedIds: string[] = [];
  readonly #upsertedRows: Partial<Grant>[] = [];

  /** @param key the property that, with the user, there is one grant for */
  constructor(
    private readonly manager: EntityManager,
    private readonly entity: new () => Grant,
    private readonly userId: string,
    private readonly key: keyof Grant & string,
    current: readonly Grant[],
  ) {
    this.#grants = new Map(current.map((grant) => [grant[key], grant]));
  }

  /** @param related the rows that it refers to, as they are when a grant is loaded */
  upsert(columns: Partial<Grant>, related: Partial<Grant> = {}): void {
    const existing = this.#grants.get(columns[this.key]);
    const row = { id: existing?.id ?? randomUUID(), ...columns };
    this.#upsertedRows.push(row);
    const grant = existing ?? this.manager.create(this.entity);
    this.#grants.set(columns[this.key], Object.assign(grant, row, related));
  }

  remove(key: unknown): void {
    const existing = this.#grants.get(key);
    if (existing === undefined) return;
    this.#removedIds.push(existing.id);
    this.#grants.delete(key);
  }

  toArray(): Grant[] {
    return [...this.#grants.values()];
  }

  writes(): Write[] {
    const { manager, entity, key, userId } = this;
    const ofUser = { userId } as Partial<Grant>;
    const table = TableWriter.of(manager.dataSource ?? manager.connection, entity);
    const upserts =
      this.#upsertedRows.length > 0 ? table.upsert(manager, this.#upsertedRows, ['userId', key]) : [];
    return [...table.delete(ofUser, this.#removedIds), ...upserts];
  }
}
