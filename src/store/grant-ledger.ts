import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import type { GrantBase } from '../entities/grant';
import { chunks } from './chunks';
import type { Write } from './write-together';

/** The grants of one kind that a user has, and what becomes of them. What is there already keeps its id. */
export class GrantLedger<Grant extends GrantBase & { userId: string }> {
  readonly #grants: Map<unknown, Grant>;
  readonly #removed: string[] = [];
  readonly #rows: object[] = [];

  /** @param key the property that, with the user, there is one grant for */
  constructor(
    private readonly manager: EntityManager,
    private readonly entity: new () => Grant,
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
    const { manager, entity } = this;
    const removals = chunks(this.#removed).map((ids) =>
      manager
        .createQueryBuilder()
        .delete()
        .from<GrantBase>(entity)
        .where({ id: In(ids) })
        .callListeners(false),
    );
    const { metadata } = manager.getRepository<Grant>(entity);
    const columnOf = (property: string) => metadata.findColumnWithPropertyName(property)!.databaseName;
    const identifying = ['userId', this.key];
    const insertions = chunks(this.#rows).map((rows) => {
      const others = Object.keys(rows[0]!).filter((name) => name !== 'id' && !identifying.includes(name));
      return manager
        .createQueryBuilder()
        .insert()
        .into<GrantBase>(entity)
        .values(rows)
        .orUpdate(others.map(columnOf), identifying.map(columnOf))
        .updateEntity(false)
        .callListeners(false);
    });
    return [...removals, ...insertions];
  }
}
