import { createHash, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
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
  constructor(private readonly entities: EntitySet) {}

  async record(manager: EntityManager, at: Date, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#insert(
      manager,
      entries.map((entry) => ({ id: randomUUID(), at, ...entry })),
    );
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
    await this.#insert(manager, [{ id: randomUUID(), at, ...entry, count: 0, floodKey }]);
    const { metadata } = manager.getRepository(this.entities.AuditEvent);
    const update = manager.createQueryBuilder().update(this.entities.AuditEvent);
    const count = update.escape(metadata.findColumnWithPropertyName('count')!.databaseName);
    await update
      .set({ count: () => `${count} + 1` })
      .where({ floodKey })
      .callListeners(false)
      .execute();
  }

  async #insert(manager: EntityManager, rows: object[]): Promise<void> {
    await manager
      .createQueryBuilder()
      .insert()
      .into(this.entities.AuditEvent)
      .values(rows)
      .orIgnore()
      .updateEntity(false)
      .callListeners(false)
      .execute();
  }
}
