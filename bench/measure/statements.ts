import Sqlite from 'better-sqlite3';
import { Client } from 'pg';

/** One statement that a driver ran. */
export interface Statement {
  sql: string;
  milliseconds: number;
}

/** Runs the work, and tells what it has the drivers run, whoever asks them: BEGIN and COMMIT are statements, too. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const restore = places().map(({ prototype, method, sqlOf }) => {
    const original = prototype[method]!;
    prototype[method] = function (...args) {
      const statement = { sql: sqlOf(this, args).replace(/\s+/g, ' ').trim(), milliseconds: NaN };
      statements.push(statement);
      const begun = performance.now();
      const result = original.apply(this, args);
      const end = () => void (statement.milliseconds = performance.now() - begun);
      if (result instanceof Promise) result.then(end, end);
      else end();
      return result;
    };
    return () => void (prototype[method] = original);
  });
  try {
    await work();
    return statements;
  } finally {
    for (const put of restore) put();
  }
}

type Prototype = Record<string, (this: unknown, ...args: unknown[]) => unknown>;

/** Where a driver runs statements. */
interface Place {
  prototype: Prototype;
  method: string;
  sqlOf(target: unknown, args: readonly unknown[]): string;
}

function places(): Place[] {
  const connection = new Sqlite(':memory:');
  const prepared = Object.getPrototypeOf(connection.prepare('SELECT 1')) as Prototype;
  connection.close();
  const textOf = (_: unknown, [query]: readonly unknown[]) =>
    typeof query === 'string' ? query : (query as { text: string }).text;
  return [
    { prototype: Client.prototype as unknown as Prototype, method: 'query', sqlOf: textOf },
    { prototype: Sqlite.prototype as unknown as Prototype, method: 'exec', sqlOf: textOf },
    ...['run', 'get', 'all', 'iterate'].map((method) => ({
      prototype: prepared,
      method,
      sqlOf: (statement: unknown) => (statement as { source: string }).source,
    })),
  ];
}
