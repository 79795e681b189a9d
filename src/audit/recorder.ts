import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager, InsertQueryBuilder } from 'typeorm';
import type { AuditEventBase } from '../entities/audit-event';
import type { EntitySet } from '../entities/define-entities';
import type { Dialect } from '../store/dialect';
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
  constructor(
    private readonly entities: EntitySet,
    private readonly dialect: Dialect,
  ) {}

  async record(manager: EntityManager, at: Date, entries: readonly Entry[]): Promise<void> {
    if (entries.length > 0) await this.insertOf(manager, at, entries).execute();
  }

  /** The same, to be carried out along with what it tells of. */
  insertOf(
    manager: EntityManager,
    at: Date,
    entries: readonly (Entry & { floodKey?: string })[],
  ): InsertQueryBuilder<AuditEventBase> {
    const rows: object[] = entries.map((entry) => ({ id: randomUUID(), at, ...entry }));
    return manager
      .createQueryBuilder()
      .insert()
      .into(this.entities.AuditEvent)
      .values(rows)
      .updateEntity(false)
      .callListeners(false);
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
    const { metadata } = manager.getRepository(this.entities.AuditEvent);
    const column = (property: string) =>
      insert.escape(metadata.findColumnWithPropertyName(property)!.databaseName);
    const table = metadata.tablePath.split('.').map((part) => insert.escape(part));
    const counter = `${column('count')} = ${table.join('.')}.${column('count')} + 1`;
    const [sql, values] = insert.getQueryAndParameters() as [string, unknown[]];
    // TypeORM can only have a conflict set what the row that was to be inserted says.
    const onConflict = this.dialect.countConflict(column('floodKey'), counter);
    await manager.queryRunner!.query(`${sql} ${onConflict}`, values);
  }
}
