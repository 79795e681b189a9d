import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Database, Server } from './server';

/** SQLite in files of a directory of its own. */
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
    newDatabase(template) {
      const file = join(folder, `${++databases}.db`);
      if (template !== undefined) copyFileSync(fileOf(template), file);
      return Promise.resolve({ type: 'sqlite', file });
    },
    // The file was written a moment ago.
    warm: () => Promise.resolve(),
    drop(database) {
      for (const end of ['', '-wal', '-shm']) rmSync(fileOf(database) + end, { force: true });
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
  if (database.type !== 'sqlite') throw new Error(`SQLite has no database of type ${database.type}`);
  return database.file;
}
