import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../support/harness/harness';
import { insertManyUsers } from '../support/databases/insert-many-users';
import type { Measurement } from '../support/processes/measure-preview';

const USERS = 50_000;
const folder = mkdtempSync(path.join(tmpdir(), 'passport-jit-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the memory that a preview takes does not grow with the number of users', async () => {
  const database = { database: path.join(folder, 'many.db') };
  const dataSource = await openDatabase({ ...database, subscribers: [] });
  await dataSource.query('PRAGMA synchronous = OFF');
  await insertManyUsers(dataSource, USERS);
  await dataSource.destroy();

  const { growth, ...seen } = await measure(database);
  expect(seen).toMatchObject({ users: USERS, items: USERS });
  expect(growth).toBeLessThan(200);
});

/**
 * In a process of its own, whose heap is too small to hold that many users: it would end with an error. Without a limit
 * a process takes what it can get before it collects any garbage, and there would be nothing to measure.
 */
async function measure(database: object): Promise<Measurement> {
  const script = path.join(__dirname, '../support/processes/measure-preview.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--max-old-space-size=100', '--max-semi-space-size=4', '--import', 'tsx'],
    ...[script, JSON.stringify(database)],
  ]);
  return JSON.parse(stdout) as Measurement;
}
