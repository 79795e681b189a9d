import Sqlite from 'better-sqlite3';
import { Client } from 'pg';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Runs the work and counts what it has the drivers run, whoever asks them: BEGIN and COMMIT are statements, too. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const restore = places().map(([prototype, name]) => {
    const original = prototype[name]!;
    prototype[name] = function (...args) {
      count++;
      return original.apply(this, args);
    };
    return () => void (prototype[name] = original);
  });
  try {
    await work();
    return count;
  } finally {
    for (const put of restore) put();
  }
}

/** Where the drivers run a statement. */
function places(): [prototype: Record<string, Method>, method: string][] {
  const connection = new Sqlite(':memory:');
  const statement = Object.getPrototypeOf(connection.prepare('SELECT 1')) as Record<string, Method>;
  connection.close();
  return [
    [Client.prototype as unknown as Record<string, Method>, 'query'],
    [Sqlite.prototype as unknown as Record<string, Method>, 'exec'],
    ...['run', 'get', 'all', 'iterate'].map((name): [typeof statement, string] => [statement, name]),
  ];
}
