import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Database, Server } from './server';

/** SQLite with its files in a temporary folder. */
export function startSqlite(): Server {
  const folder = mkdtempSync(join(tmpdir(), 'passport-jit-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const probe = new Sqlite(':memory:');
  const version = probe.prepare('SELECT sqlite_version()').pluck().get() as string;
  probe.close();
  let databases = 0;

  return {
    name: 'sqlite',
    description: `SQLite ${version}, WAL, synchronous = NORMAL`,
    createDatabase(template) {
      const file = join(folder, `${++databases}.db`);
      if (template !== undefined) copyFileSync(fileOf(template), file);
      return Promise.resolve({ type: 'sqlite', file });
    },
    // The file has just been written, so it is in the page cache.
    prewarm: () => Promise.resolve(),
    dropDatabase(database) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(fileOf(database) + suffix, { force: true });
      return Promise.resolve();
    },
    stop() {
      process.off('exit', remove);
      remove();
      return Promise.resolve();
    },
  };
}

function fileOf(database: Database): string {
  if (database.type !== 'sqlite') throw new Error(`Not a SQLite database: ${database.type}`);
  return database.file;
}
