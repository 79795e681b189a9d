import { createHash, randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditEventBase, AuditEventType } from '../entities/audit-event';
import type { EntitySet } from '../entities/define-entities';
import { dialectOf, type Dialect } from '../database/dialects/dialect';
import { TableWriter } from '../database/table-writer';
import { runWrite, type Write } from '../database/write';

/** What is known of an event; when it happened is now. */
export interface AuditEntry {
  type: AuditEventType;
  tenant: string;
  actor?: string | null;
  provider?: string | null;
  user?: string | null;
  details: Record<string, unknown>;
}

/** Writes audit events, in the transaction of the change that they describe. */
export class AuditLog {
  readonly #table: TableWriter<AuditEventBase>;
  readonly #dialect: Dialect;

  constructor(dataSource: DataSource, { AuditEvent }: EntitySet) {
    this.#table = TableWriter.of(dataSource, AuditEvent);
    this.#dialect = dialectOf(dataSource);
  }

  async record(manager: EntityManager, at: Date, entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length > 0) await runWrite(manager, this.buildInsert(manager, at, entries));
  }

  /** The same, to be carried out along with what it tells of. */
  buildInsert(
    manager: EntityManager,
    at: Date,
    entries: readonly (AuditEntry & { dedupeKey?: string })[],
  ): Write {
    const rows = entries.map((entry) => ({ id: randomUUID(), at, ...entry }));
    return this.#table.insert(manager, rows);
  }

  /**
   * Writes what can be repeated at will, such as a refusal: the same within one minute is counted on one row, so that
   * nobody can fill the audit log by signing in over and over.
   *
   * @param dedupe what makes two events the same
   */
  async recordDeduplicated(
    manager: EntityManager,
    at: Date,
    entry: AuditEntry,
    dedupe: readonly (string | null | undefined)[],
  ): Promise<void> {
    const minute = Math.floor(at.getTime() / 60_000);
    const key = JSON.stringify([entry.type, entry.tenant, entry.provider, entry.user, minute, ...dedupe]);
    const dedupeKey = createHash('sha256').update(key).digest('hex');
    const insert = this.buildInsert(manager, at, [{ ...entry, dedupeKey }]);
    const count = this.#table.column('count');
    const increment = `${count} = ${this.#table.name}.${count} + 1`;
    const onConflict = this.#dialect.onConflictIncrement(this.#table.column('dedupeKey'), increment);
    await runWrite(manager, (bind) => `${insert(bind)} ${onConflict}`);
  }
}
