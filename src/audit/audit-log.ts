import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { AuditEventBase, AuditEventType } from '../entities/audit-event';
import type { EntitySet } from '../entities/define-entities';
import type { Database } from '../database/database';
import type { Dialect } from '../database/dialects/dialect';
import type { TableWriter } from '../database/table-writer';
import { runWrite, type Write } from '../database/write';
import { dedupeKey } from './deduplicate';

/** An event of the audit log, without its id and time. */
export interface AuditEntry {
  type: AuditEventType;
  tenant: string;
  actor?: string | null;
  provider?: string | null;
  user?: string | null;
  details: Record<string, unknown>;
}

/** Writes the audit log in the transaction of the change that the event describes. */
export class AuditLog {
  readonly #table: TableWriter<AuditEventBase>;
  readonly #dialect: Dialect;

  constructor(database: Database, { AuditEvent }: EntitySet) {
    this.#table = database.table(AuditEvent);
    this.#dialect = database.dialect;
  }

  async record(manager: EntityManager, at: Date, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length > 0) await runWrite(this.#dialect, manager, this.buildInsert(manager, at, entries));
  }

  /** Like `record`, but returns a write for the batch that contains the change. */
  buildInsert(
    manager: EntityManager,
    at: Date,
    entries: readonly (AuditEntry & { dedupeKey?: string })[],
  ): Write {
    const rows = entries.map((entry) => ({ id: randomUUID(), at, ...entry }));
    return this.#table.insert(manager, rows);
  }

  /**
   * Records an event that a user can repeat at will, such as a refusal. Equal events of one minute are counted on one
   * row.
   *
   * @param identifying the values that make two events equal, besides type, tenant, provider and user
   */
  async recordDeduplicated(
    manager: EntityManager,
    at: Date,
    entry: AuditEntry,
    identifying: readonly (string | null | undefined)[],
  ): Promise<void> {
    const insert = this.buildInsert(manager, at, [
      { ...entry, dedupeKey: dedupeKey(entry, at, identifying) },
    ]);
    const count = this.#table.column('count');
    const increment = `${count} = ${this.#table.name}.${count} + 1`;
    const onConflict = this.#dialect.onConflictIncrement(this.#table.column('dedupeKey'), increment);
    await runWrite(this.#dialect, manager, (bind) => `${insert(bind)} ${onConflict}`);
  }
}
