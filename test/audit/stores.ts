import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { breakTable } from '../support/break-table';
import { makeTeams, openDatabase } from '../support/harness';
import { SETTINGS, type Act } from './acts';

/** A database for the tests of one file. */
export interface Store {
  dataSource: DataSource;
  /** Empties it, mends it, and makes it as it is before the act. */
  readyFor(act: Pick<Act, 'settings' | 'before'>): Promise<Provisioning>;
  /** From now on nothing can be added to a table: the record, or what it tells of. */
  breakTable(table: 'jit_audit_events' | 'jit_memberships'): Promise<void>;
  close(): Promise<void>;
}

/** What refers to others comes first. */
const TABLES = Object.values(entities).reverse();

export async function openStore(): Promise<Store> {
  const dataSource = await openDatabase();
  const mending: (() => Promise<void>)[] = [];
  return {
    dataSource,
    async readyFor({ settings, before }) {
      for (const mend of mending.splice(0)) await mend();
      for (const table of TABLES)
        await dataSource.createQueryBuilder().delete().from(table).callListeners(false).execute();
      await makeTeams(dataSource);
      const jit = createProvisioning({ dataSource });
      const enhancedSync = settings === 'sync';
      await jit.settings.update({ ...SETTINGS, enhancedSync }, { version: 0, actor: 'root' });
      await before?.(jit, dataSource);
      return jit;
    },
    async breakTable(table) {
      mending.push(await breakTable(dataSource, table, 'INSERT', 'the table is full'));
    },
    close: () => dataSource.destroy(),
  };
}

/** Every row of every table but the record. */
export async function contents({ manager }: DataSource): Promise<object> {
  const tables = Object.entries(entities).filter(([name]) => name !== 'AuditEvent');
  const rows = tables.map(async ([name, entity]) => {
    const found: object[] = await manager.find(entity);
    return [name, found.map((row) => JSON.stringify(row)).sort()] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}
