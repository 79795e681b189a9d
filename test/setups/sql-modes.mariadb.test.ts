import type { DataSource } from 'typeorm';
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
