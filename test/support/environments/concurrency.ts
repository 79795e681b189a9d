import type { DataSource, DataSourceOptions } from 'typeorm';
import { createDatabase } from '../databases/create-database';
import { isOn } from '../databases/database-type';
import { openDatabase } from '../harness/harness';
import { runSignIns, type SignInJob, type SignInResult } from '../processes/sign-in-job';
import { startWorkerPool } from '../processes/worker-pool';

/** A database and the processes that crowd on it. */
export interface ConcurrencyEnvironment {
  dataSource: DataSource;
  /** All sign-ins of the job at the same moment. */
  signInConcurrently(job: SignInJob): Promise<SignInResult[]>;
  close(): Promise<void>;
}

/** @param prepare what has to be done to an empty database of a server */
export async function openConcurrencyEnvironment(
  prepare?: (database: DataSourceOptions) => Promise<void>,
): Promise<ConcurrencyEnvironment> {
  return isOn('better-sqlite3', 'sqljs') ? singleProcess() : multipleProcesses(prepare);
}

/** Where the database is in the process, that process is all there is: two hundred sign-ins share its one connection. */
async function singleProcess(): Promise<ConcurrencyEnvironment> {
  const dataSource = await openDatabase();
  return {
    dataSource,
    signInConcurrently: (job) => runSignIns(dataSource, job),
    close: () => dataSource.destroy(),
  };
}

/** Four processes with a pool of ten connections each. */
async function multipleProcesses(
  prepare?: (database: DataSourceOptions) => Promise<void>,
): Promise<ConcurrencyEnvironment> {
  const [database, workers] = await Promise.all([createDatabase(), startWorkerPool(4)]);
  await prepare?.(database);
  const dataSource = await openDatabase(database);
  return {
    dataSource,
    signInConcurrently: (job) => workers.run(database, job),
    async close() {
      await Promise.all([workers.stop(), dataSource.destroy()]);
    },
  };
}
