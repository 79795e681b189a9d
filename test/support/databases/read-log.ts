import type { DataSource } from 'typeorm';

/** What a statement of TypeORM's query builders read. */
export interface LoggedRead {
  sql: string;
  /** Of all its rows, as JSON. */
  bytes: number;
}

/** What the statements of some work read. */
export async function readsOf(dataSource: DataSource, work: () => Promise<void>): Promise<LoggedRead[]> {
  const { reads, stop } = await logReads(dataSource);
  await work().finally(stop);
  return reads;
}

export const totalBytes = (reads: readonly LoggedRead[]) =>
  reads.reduce((total, { bytes }) => total + bytes, 0);
export const largest = (reads: readonly LoggedRead[]) => Math.max(...reads.map(({ bytes }) => bytes));

async function logReads(dataSource: DataSource): Promise<{ reads: LoggedRead[]; stop: () => void }> {
  const reads: LoggedRead[] = [];
  const runner = dataSource.createQueryRunner();
  // With a single connection, the runner itself has a method of its own, which waits for transactions.
  const target = (Object.hasOwn(runner, 'query') ? runner : Object.getPrototypeOf(runner)) as {
    query: (...args: unknown[]) => Promise<unknown>;
  };
  if (!Object.hasOwn(runner, 'query')) await runner.release();
  const { query } = target;
  target.query = async function (...args) {
    const result = await query.apply(this, args);
    const { records, raw = result } = (result ?? {}) as { records?: unknown; raw?: unknown };
    reads.push({ sql: String(args[0]), bytes: Buffer.byteLength(JSON.stringify(records ?? raw ?? null)) });
    return result;
  };
  return { reads, stop: () => void (target.query = query) };
}
