import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { GrantBase } from '../entities/grant';
import { Table } from './table';
import type { Write } from './write';

/** The grants of one kind that a user has, and what becomes of them. What is there already keeps its id. */
export class GrantLedger<Grant extends GrantBase & { userId: string }> {
  readonly #grants: Map<unknown, Grant>;
  readonly #removed: string[] = [];
  readonly #rows: Partial<Grant>[] = [];

  /** @param key the property that, with the user, there is one grant for */
  constructor(
    private readonly manager: EntityManager,
    private readonly entity: new () => Grant,
    private readonly userId: string,
    private readonly key: keyof Grant & string,
    held: readonly Grant[],
  ) {
    this.#grants = new Map(held.map((grant) => [grant[key], grant]));
  }

  /** @param related the rows that it refers to, as they are when a grant is loaded */
  put(columns: Partial<Grant>, related: Partial<Grant> = {}): void {
    const held = this.#grants.get(columns[this.key]);
    const row = { id: held?.id ?? randomUUID(), ...columns };
    this.#rows.push(row);
    const grant = held ?? this.manager.create(this.entity);
    this.#grants.set(columns[this.key], Object.assign(grant, row, related));
  }

  remove(key: unknown): void {
    const held = this.#grants.get(key);
    if (held === undefined) return;
    this.#removed.push(held.id);
    this.#grants.delete(key);
  }

  after(): Grant[] {
    return [...this.#grants.values()];
  }

  writes(): Write[] {
    const { manager, entity, key, userId } = this;
    const theirs = { userId } as Partial<Grant>;
    const table = Table.of(manager.dataSource ?? manager.connection, entity);
    const insertions = this.#rows.length > 0 ? table.upsert(manager, this.#rows, ['userId', key]) : [];
    return [...table.delete(theirs, this.#removed), ...insertions];
  }
}
