import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { breakTable } from '../databases/break-table';
import { createTeams, openDatabase } from '../harness/harness';
import { SETTINGS, type AuditedOperation } from '../fixtures/audited-operations';
import { unguarded } from '../databases/unguarded';

/** A database for the tests of one file. */
export interface AuditEnvironment {
  dataSource: DataSource;
  /** Empties and repairs it, and restores the state before the operation. */
  reset(act: Pick<AuditedOperation, 'settings' | 'prepare'>): Promise<Provisioning>;
  /** From now on nothing can be added to a table: the audit log, or what it tells of. */
  breakTable(table: 'jit_audit_events' | 'jit_memberships'): Promise<void>;
  close(): Promise<void>;
}

/** What refers to others comes first. */
const TABLES = Object.values(entities).reverse();

export async function openAuditEnvironment(): Promise<AuditEnvironment> {
  const dataSource = await openDatabase();
  const repairs: (() => Promise<void>)[] = [];
  return {
    dataSource,
    async reset({ settings, prepare }) {
      for (const repair of repairs.splice(0)) await repair();
      for (const table of TABLES) await unguarded(dataSource).delete(table);
      await createTeams(dataSource);
      const jit = createProvisioning({ dataSource });
      const enhancedSync = settings === 'sync';
      await jit.settings.update({ ...SETTINGS, enhancedSync }, { version: 0, actor: 'root' });
      await prepare?.(jit, dataSource);
      return jit;
    },
    async breakTable(table) {
      repairs.push(await breakTable(dataSource, table, 'INSERT', 'the table is full'));
    },
    close: () => dataSource.destroy(),
  };
}

/** Every row of every table but the audit log. */
export async function rowsExceptAudit({ manager }: DataSource): Promise<object> {
  const tables = Object.entries(entities).filter(([name]) => name !== 'AuditEvent');
  const rows = tables.map(async ([name, entity]) => {
    const found: object[] = await manager.find(entity);
    return [name, found.map((row) => JSON.stringify(row)).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}
