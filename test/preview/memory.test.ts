import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openDatabase } from '../support/harness';
import { fillWithUsers } from './support/many-users';
import type { Measurement } from './support/measure-preview';

const USERS = 50_000;
const folder = mkdtempSync(path.join(tmpdir(), 'passport-jit-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the memory that a preview takes does not grow with the number of users', async () => {
  const database = { database: path.join(folder, 'many.db') };
  const dataSource = await openDatabase({ ...database, subscribers: [] });
  await dataSource.query('PRAGMA synchronous = OFF');
  await fillWithUsers(dataSource, USERS);
  await dataSource.destroy();

  const { heap, growth, ...seen } = await measure(database);
  expect(seen).toMatchObject({ users: USERS, items: USERS });
  // 50,000 of these users as objects are over 100 MB.
  expect(heap).toBeLessThan(80);
  expect(growth).toBeLessThan(120);
}, 60_000);

/** In a process of its own: the compiler of this one needs more memory than what is measured. */
async function measure(database: object): Promise<Measurement> {
  const script = path.join(__dirname, 'support/measure-preview.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', 'tsx', '--max-semi-space-size=4', script, JSON.stringify(database)],
  ]);
  return JSON.parse(stdout) as Measurement;
}
