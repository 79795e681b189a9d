import type { DataSource } from 'typeorm';

type Action = 'INSERT' | 'UPDATE' | 'DELETE';

/** Statements that have a table refuse an action, on PostgreSQL not before the commit. */
const TRIGGERS = {
  sqlite: (name: string, action: Action, table: string, message: string) => [
    `CREATE TRIGGER ${name} BEFORE ${action} ON ${table} BEGIN SELECT RAISE(ABORT, '${message}'); END`,
  ],
  mariadb: (name: string, action: Action, table: string, message: string) => [
    `CREATE TRIGGER ${name} BEFORE ${action} ON ${table} FOR EACH ROW
       SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${message}'`,
  ],
  postgres: (name: string, action: Action, table: string, message: string) => [
    `CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION '${message}'; END $$`,
    `CREATE CONSTRAINT TRIGGER ${name} AFTER ${action} ON ${table} DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION ${name}()`,
  ],
};

/**
 * From now on a table refuses an action with this message.
 *
 * @returns a function that repairs it
 */
export async function breakTable(
  dataSource: DataSource,
  table: string,
  action: Action = 'INSERT',
  message = 'disk full',
): Promise<() => Promise<void>> {
  const name = `broken_${action}_${table}`.toLowerCase();
  const { type } = dataSource.options;
  const kind = type === 'postgres' || type === 'mariadb' ? type : 'sqlite';
  for (const sql of TRIGGERS[kind](name, action, table, message)) await dataSource.query(sql);
  return async () => {
    await dataSource.query(`DROP TRIGGER ${name}${kind === 'postgres' ? ` ON ${table}` : ''}`);
  };
}
