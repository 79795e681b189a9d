import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { startPostgresServer, type PostgresServer } from '../../examples/cluster/postgres/start';
import { testSetups } from '../support/scenario/test-setups';

/* A data source that reads on a real standby, which streams from its primary and is three seconds behind. */
const FLAGS = ['wal_level=replica', 'max_wal_senders=2', 'full_page_writes=off'];

let server: PostgresServer;
let standby: DataSource;
let options: Partial<DataSourceOptions>;
beforeAll(async () => {
  server = await startPostgresServer(FLAGS.flatMap((setting) => ['-c', setting]));
  const port = await server.startStandby('3s');
  const { password } = server;
  const of = (serverPort: number) => ({
    ...{ host: '127.0.0.1', port: serverPort, username: 'postgres', password, database: 'postgres' },
  });
  options = {
    synchronize: true,
    database: 'postgres',
    replication: { master: of(server.port), slaves: [of(port)] },
  };
  standby = await new DataSource({ type: 'postgres', ...of(port), poolSize: 1 }).initialize();
});
afterAll(async () => {
  await standby?.destroy();
  await server?.stop();
});

/** Where the log of the primary ends, and where the standby is in it. */
async function readPositions(primary: DataSource): Promise<{ isBehind: boolean }> {
  const [end] = await primary.query<{ lsn: string }[]>('SELECT pg_current_wal_lsn() AS lsn');
  const [row] = await standby.query<{ isBehind: boolean }[]>(
    'SELECT pg_last_wal_replay_lsn() < $1::pg_lsn AS "isBehind"',
    [end!.lsn],
  );
  return row!;
}

async function catchUp(primary: DataSource): Promise<void> {
  expect(await readPositions(primary)).toEqual({ isBehind: true });
  while ((await readPositions(primary)).isBehind) await sleep(20);
}

testSetups({
  'a standby that is three seconds behind': {
    options: () => Promise.resolve(options),
    prepare: catchUp,
    catchUp,
  },
});
