import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, DataSourceOptions, QueryRunner } from 'typeorm';
import { openDatabase } from '../harness/harness';
import { startPostgres } from '../databases/postgres-server';

/** A database that outlives the processes which use it. */
export interface Environment {
  dataSource: DataSource;
  /** With which another process opens the same database. */
  options: DataSourceOptions;
  /** Resolves once the database has done with whatever a process that was killed had begun. */
  waitUntilIdle(): Promise<void>;
  close(): Promise<void>;
}

/** One whose server is a process of its own. */
export interface ServerEnvironment extends Environment {
  /** Kills the server. */
  crash(): Promise<void>;
  /** Starts it again, on what the crash left. */
  restart(): Promise<void>;
  /** Prevents all other writes to a table until the transaction ends. */
  lockTable(runner: QueryRunner, table: string): Promise<void>;
  /** Options of a data source whose server looks for deadlocks at once, not after a second. */
  shortDeadlockTimeout: object;
  /** How many the server has ended, in connections that are closed by now. */
  countDeadlocks(): Promise<number>;
}

async function sqlite(more: object): Promise<Environment> {
  const folder = mkdtempSync(join(tmpdir(), 'passport-jit-'));
  const options = { type: 'better-sqlite3', database: join(folder, 'app.db'), ...more } as DataSourceOptions;
  const dataSource = await openDatabase(options);
  return {
    dataSource,
    options,
    waitUntilIdle: () => Promise.resolve(),
    async close() {
      await dataSource.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}

async function postgres(): Promise<ServerEnvironment> {
  const server = await startPostgres();
  const options = await server.createDatabase();
  const dataSource = await openDatabase(options);
  return {
    dataSource,
    options,
    async waitUntilIdle() {
      const busy = `SELECT 1 FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'`;
      while ((await dataSource.query<unknown[]>(busy)).length > 0) await sleep(5);
    },
    crash: () => server.crash(),
    restart: () => server.restart(),
    async lockTable(runner, table) {
      await runner.query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    },
    shortDeadlockTimeout: { extra: { options: '-c deadlock_timeout=10ms' } },
    async countDeadlocks() {
      const counted = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';
      const [row] = await dataSource.query<{ deadlocks: string }[]>(counted);
      return Number(row!.deadlocks);
    },
    async close() {
      await dataSource.destroy();
      await server.stop();
    },
  };
}

export const serverEnvironments = { PostgreSQL: postgres };
export const environments = {
  ...serverEnvironments,
  'SQLite with a rollback journal': () => sqlite({}),
  'SQLite with a write-ahead log': () => sqlite({ enableWAL: true }),
};
