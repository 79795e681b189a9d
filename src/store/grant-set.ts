import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { GrantBase } from '../entities/grant';
import type { Database } from '../database/database';
import type { Write } from '../database/write';

/** The target of grant writes: the transaction of a manager. */
export interface WriteTarget {
  database: Database;
  manager: EntityManager;
}

/** The grants of one kind that a user has, and their changes. An existing grant keeps its id. */
export class GrantSet<Grant extends GrantBase & { userId: string }> {
  readonly #target: WriteTarget;
  readonly #entity: new () => Grant;
  readonly #userId: string;
  /** The property that identifies a grant together with the user. */
  readonly #key: keyof Grant & string;
  readonly #grants: Map<unknown, Grant>;
  readonly #removedIds: string[] = [];
  readonly #upsertedRows: Partial<Grant>[] = [];

  constructor(
    target: WriteTarget,
    entity: new () => Grant,
    { userId, key, current }: { userId: string; key: keyof Grant & string; current: readonly Grant[] },
  ) {
    this.#target = target;
    this.#entity = entity;
    this.#userId = userId;
    this.#key = key;
    this.#grants = new Map(current.map((grant) => [grant[key], grant]));
  }

  /**
   * @param related the rows that the grant refers to, in the form in which they are loaded with a grant
   */
  upsert(columns: Partial<Grant>, related: Partial<Grant> = {}): void {
    const existing = this.#grants.get(columns[this.#key]);
    const row = { id: existing?.id ?? randomUUID(), ...columns };
    this.#upsertedRows.push(row);
    const grant = existing ?? this.#target.manager.create(this.#entity);
    this.#grants.set(columns[this.#key], Object.assign(grant, row, related));
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
    const { database, manager } = this.#target;
    const ofUser = { userId: this.#userId } as Partial<Grant>;
    const table = database.table(this.#entity);
    const upserts =
      this.#upsertedRows.length > 0 ? table.upsert(manager, this.#upsertedRows, ['userId', this.#key]) : [];
    return [...table.delete(manager, ofUser, this.#removedIds), ...upserts];
  }
}
