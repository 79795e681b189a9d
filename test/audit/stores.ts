import { createProvisioning, entities, type Provisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { makeTeams, openDatabase } from '../support/harness';
import { startPostgres } from '../support/postgres';
import { SETTINGS, type Act } from './acts';

/** A database for the tests of one file. */
export interface Store {
  dataSource: DataSource;
  /** Empties it, mends it, and makes it as it is before the act. */
  readyFor(act: Pick<Act, 'settings' | 'before'>): Promise<Provisioning>;
  /** From now on nothing can be added to a table: the record, or what it tells of. */
  breakTable(table: BreakableTable): Promise<void>;
  close(): Promise<void>;
}

const TABLES = Object.values(entities);

const BREAKABLE = ['jit_audit_events', 'jit_memberships'] as const;
type BreakableTable = (typeof BREAKABLE)[number];

/** How to make a trigger that refuses every new row, on PostgreSQL not before the commit, and how to take it away. */
const TRIGGERS = {
  SQLite: {
    make: (table: string) => [
      `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'the table is full'); END`,
    ],
    drop: (table: string) => `DROP TRIGGER IF EXISTS full_${table}`,
  },
  PostgreSQL: {
    make: (table: string) => [
      `CREATE OR REPLACE FUNCTION full_table() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'the table is full'; END $$`,
      `CREATE CONSTRAINT TRIGGER full_${table} AFTER INSERT ON ${table} DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION full_table()`,
    ],
    drop: (table: string) => `DROP TRIGGER IF EXISTS full_${table} ON ${table}`,
  },
};
export const STORES = Object.keys(TRIGGERS) as (keyof typeof TRIGGERS)[];

export async function openStore(name: keyof typeof TRIGGERS): Promise<Store> {
  const postgres = name === 'SQLite' ? undefined : await startPostgres();
  const dataSource = await openDatabase(await postgres?.newDatabase());
  return {
    dataSource,
    async readyFor({ settings, before }) {
      for (const table of BREAKABLE) await dataSource.query(TRIGGERS[name].drop(table));
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
      for (const sql of TRIGGERS[name].make(table)) await dataSource.query(sql);
    },
    async close() {
      await dataSource.destroy();
      await postgres?.stop();
    },
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
