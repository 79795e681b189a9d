import { randomUUID } from 'node:crypto';
import { createProvisioning } from 'passport-jit';
import type { DataSource } from 'typeorm';
import { identity, openDatabase } from '../support/harness/harness';
import { testSetups, type SetupOptions } from '../support/scenario/test-setups';

/** Each changes how the server reads a statement, takes a value or gives one back. */
const SQL_MODES = [
  ...['', 'STRICT_ALL_TABLES', 'TRADITIONAL', 'ANSI', 'ANSI_QUOTES'],
  ...['PAD_CHAR_TO_FULL_LENGTH', 'ONLY_FULL_GROUP_BY', 'PIPES_AS_CONCAT', 'HIGH_NOT_PRECEDENCE'],
  ...['EMPTY_STRING_IS_NULL', 'SIMULTANEOUS_ASSIGNMENT', 'NO_UNSIGNED_SUBTRACTION', 'ORACLE'],
];

testSetups(
  Object.fromEntries(
    SQL_MODES.map((mode): [string, SetupOptions] => [
      `sql_mode "${mode}"`,
      { prepare: (dataSource) => setSqlMode(dataSource, mode) },
    ]),
  ),
);

test('with NO_BACKSLASH_ESCAPES, under which quotes of a name end its text, nothing is written or read', async () => {
  const dataSource = await openDatabase();
  await setSqlMode(dataSource, 'NO_BACKSLASH_ESCAPES');
  const jit = createProvisioning({ dataSource });
  const refusal = expect.objectContaining({ code: 'options_invalid' }) as Error;
  const name = "', 'x'); -- ";
  await expect(jit.provision(identity(name, [name]), { provider: 'okta' })).rejects.toEqual(refusal);
  await expect(jit.settings.get()).rejects.toEqual(refusal);
  await expect(jit.invite({ email: "o'hara@example.com" })).rejects.toEqual(refusal);
  await expect(jit.explain(randomUUID())).rejects.toEqual(refusal);
  const session = new Promise((resolve, reject) =>
    jit.deserializeUser(randomUUID(), (error, user) => (error ? reject(error) : resolve(user))),
  );
  await expect(session).rejects.toEqual(refusal);
  await dataSource.destroy();
});

/** Of the connection that is there, and of those that the pool opens. */
async function setSqlMode(dataSource: DataSource, mode: string): Promise<void> {
  const { pool } = dataSource.driver as unknown as { pool: ConnectionPool };
  const sql = `SET SESSION sql_mode = '${mode}'`;
  pool.on('connection', (connection) => connection.query(sql));
  await dataSource.query(sql);
  const [row] = await dataSource.query<{ mode: string }[]>('SELECT @@sql_mode AS mode');
  expect(row!.mode).toContain(mode);
}

interface ConnectionPool {
  on(event: 'connection', listener: (connection: { query(sql: string): unknown }) => void): void;
}
