import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entities, ProvisioningSubscriber } from 'passport-jit';
import { DataSource } from 'typeorm';

export interface Database {
  dataSource: DataSource;
  close: () => Promise<void>;
}

/** A database for one run: it is made in the system's folder for temporary files, and goes when the demo ends. */
export async function openDatabase(): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'passport-jit-demo-'));
  const dataSource = await new DataSource({
    type: 'better-sqlite3',
    database: join(folder, 'demo.sqlite'),
    synchronize: true,
    entities: Object.values(entities),
    subscribers: [ProvisioningSubscriber],
  }).initialize();
  return {
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
