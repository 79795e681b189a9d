import type { DataSource, DataSourceOptions } from 'typeorm';
import { newDatabase } from '../support/database';
import { isOn } from '../support/database-type';
import { openDatabase } from '../support/harness';
import { run, type Job, type Result } from './job';
import { startWorkers } from './workers';

/** A database and the processes that crowd on it. */
export interface Arena {
  dataSource: DataSource;
  /** All sign-ins of the job at the same moment. */
  rush(job: Job): Promise<Result[]>;
  close(): Promise<void>;
}

/** @param prepare what has to be done to an empty database of a server */
export async function openArena(prepare?: (database: DataSourceOptions) => Promise<void>): Promise<Arena> {
  return isOn('better-sqlite3', 'sqljs') ? oneProcess() : fourProcesses(prepare);
}

/** Where the database is in the process, that process is all there is: two hundred sign-ins share its one connection. */
async function oneProcess(): Promise<Arena> {
  const dataSource = await openDatabase();
  return { dataSource, rush: (job) => run(dataSource, job), close: () => dataSource.destroy() };
}

/** Four processes with a pool of ten connections each. */
async function fourProcesses(prepare?: (database: DataSourceOptions) => Promise<void>): Promise<Arena> {
  const [database, workers] = await Promise.all([newDatabase(), startWorkers(4)]);
  await prepare?.(database);
  const dataSource = await openDatabase(database);
  return {
    dataSource,
    rush: (job) => workers.run(database, job),
    async close() {
      await Promise.all([workers.stop(), dataSource.destroy()]);
    },
  };
}
