import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities, ProvisioningSubscriber } from 'passport-jit';
import { openDatabase } from '../support/harness';
import { startPostgres } from '../support/postgres';
import { run, type Job, type Result } from './job';
import { startWorkers } from './workers';

/** A database and the processes that crowd on it. */
export interface Arena {
  dataSource: DataSource;
  /** All sign-ins of the job at the same moment. */
  rush(job: Job): Promise<Result[]>;
  close(): Promise<void>;
}

/** On SQLite, one process is all there is: two hundred sign-ins share its one connection. */
async function sqlite(): Promise<Arena> {
  const dataSource = await openDatabase();
  return { dataSource, rush: (job) => run(dataSource, job), close: () => dataSource.destroy() };
}

/** Four processes with a pool of ten connections each. */
async function postgres(): Promise<Arena> {
  const [server, workers] = await Promise.all([startPostgres(), startWorkers(4)]);
  const options = await server.newDatabase();
  const dataSource = await new DataSource({
    ...options,
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  } satisfies DataSourceOptions).initialize();
  return {
    dataSource,
    rush: (job) => workers.run(options, job),
    async close() {
      await Promise.all([workers.stop(), dataSource.destroy()]);
      await server.stop();
    },
  };
}

export const arenas = { 'SQLite in one process': sqlite, 'PostgreSQL from four processes': postgres };
