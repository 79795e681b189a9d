import Sqlite from 'better-sqlite3';
import { Client } from 'pg';

/** One executed statement. */
export interface Statement {
  sql: string;
  milliseconds: number;
}

/** Runs the work and records all statements that the drivers execute, including BEGIN and COMMIT. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const restores = queryMethods().map(({ prototype, method, sqlOf }) => {
    const original = prototype[method]!;
    prototype[method] = function (...args) {
      const statement = { sql: sqlOf(this, args).replace(/\s+/g, ' ').trim(), milliseconds: NaN };
      statements.push(statement);
      const startedAt = performance.now();
      const result = original.apply(this, args);
      const end = () => void (statement.milliseconds = performance.now() - startedAt);
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
    for (const restore of restores) restore();
  }
}

type Prototype = Record<string, (this: unknown, ...args: unknown[]) => unknown>;

/** A method of a driver that executes statements. */
interface QueryMethod {
  prototype: Prototype;
  method: string;
  sqlOf(target: unknown, args: readonly unknown[]): string;
}

function queryMethods(): QueryMethod[] {
  const connection = new Sqlite(':memory:');
  const prepared = Object.getPrototypeOf(connection.prepare('SELECT 1')) as Prototype;
  connection.close();
  const queryText = (_: unknown, [query]: readonly unknown[]) =>
    typeof query === 'string' ? query : (query as { text: string }).text;
  return [
    { prototype: Client.prototype as unknown as Prototype, method: 'query', sqlOf: queryText },
    { prototype: Sqlite.prototype as unknown as Prototype, method: 'exec', sqlOf: queryText },
    ...['run', 'get', 'all', 'iterate'].map((method) => ({
      prototype: prepared,
      method,
      sqlOf: (statement: unknown) => (statement as { source: string }).source,
    })),
  ];
}
