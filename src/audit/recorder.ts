import { createHash, randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditEventBase } from '../entities/audit-event';
import type { EntitySet } from '../entities/define-entities';
import { dialectOf, type Dialect } from '../store/dialect';
import { Table } from '../store/table';
import { runWrite, type Write } from '../store/write';
import type { AuditEventType } from './event-type';

/** What is known of an event; when it happened is now. */
export interface Entry {
  type: AuditEventType;
  tenant: string;
  actor?: string | null;
  provider?: string | null;
  user?: string | null;
  details: Record<string, unknown>;
}

/** Writes the record, in the transaction of what it tells of. */
export class Recorder {
  readonly #table: Table<AuditEventBase>;
  readonly #dialect: Dialect;

  constructor(dataSource: DataSource, { AuditEvent }: EntitySet) {
    this.#table = Table.of(dataSource, AuditEvent);
    this.#dialect = dialectOf(dataSource);
  }

  async record(manager: EntityManager, at: Date, entries: readonly Entry[]): Promise<void> {
    if (entries.length > 0) await runWrite(manager, this.insertOf(manager, at, entries));
  }

  /** The same, to be carried out along with what it tells of. */
  insertOf(manager: EntityManager, at: Date, entries: readonly (Entry & { floodKey?: string })[]): Write {
    const rows = entries.map((entry) => ({ id: randomUUID(), at, ...entry }));
    return this.#table.insert(manager, rows);
  }

  /**
   * Writes what can be repeated at will, such as a refusal: the same within one minute is counted on one row, so that
   * nobody can fill the record by signing in over and over.
   *
   * @param sameness what makes two events the same
   */
  async recordOncePerMinute(
    manager: EntityManager,
    at: Date,
    entry: Entry,
    sameness: readonly (string | null | undefined)[],
  ): Promise<void> {
    const minute = Math.floor(at.getTime() / 60_000);
    const key = JSON.stringify([entry.type, entry.tenant, entry.provider, entry.user, minute, ...sameness]);
    const floodKey = createHash('sha256').update(key).digest('hex');
    const insert = this.insertOf(manager, at, [{ ...entry, floodKey }]);
    const count = this.#table.column('count');
    const counted = `${count} = ${this.#table.name}.${count} + 1`;
    const onConflict = this.#dialect.countConflict(this.#table.column('floodKey'), counted);
    await runWrite(manager, (bind) => `${insert(bind)} ${onConflict}`);
  }
}
