import { entities } from 'passport-jit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createDatabase, onServer } from '../support/databases/create-database';
import { testSetups } from '../support/scenario/test-setups';

/* A data source that reads on another database, which has what the primary had at the last copy. */
let names: { primary: string; replica: string };

async function createReplicated(): Promise<Partial<DataSourceOptions>> {
  const create = async () => {
    const options = await createDatabase();
    const tables = { ...options, entities: Object.values(entities), synchronize: true };
    await (await new DataSource(tables).initialize()).destroy();
    return options as DataSourceOptions & { database: string };
  };
  const [master, replica] = [await create(), await create()];
  names = { primary: master.database, replica: replica.database };
  const replication = { master, slaves: [replica] };
  return { database: master.database, replication };
}

function copyToReplica(): Promise<void> {
  const { primary, replica } = names;
  return onServer(async (admin) => {
    await admin.query('SET FOREIGN_KEY_CHECKS = 0');
    const tables = await admin.query<{ name: string }[]>(
      'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?',
      [primary],
    );
    for (const { name } of tables) {
      await admin.query(`DELETE FROM ${replica}.${name}`);
      await admin.query(`INSERT INTO ${replica}.${name} SELECT * FROM ${primary}.${name}`);
    }
  });
}

testSetups({ 'a replica that is behind': { options: createReplicated, catchUp: copyToReplica } });
