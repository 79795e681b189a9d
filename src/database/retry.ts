import { setTimeout as sleep } from 'node:timers/promises';

/** Errors after which the same work, begun again, meets what the other transaction left behind. */
const CONFLICT_CODES = new Set([
  // Somebody else inserted the same row: PostgreSQL, SQLite, MySQL and MariaDB.
  '23505',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  'ER_DUP_ENTRY',
  // A prepared statement that is none any more: the next attempt does without.
  '26000',
  '42P05',
  '0A000',
  // Serialization failures, deadlocks and lock time-outs.
  '40001',
  '40P01',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  // The row that a grant refers to was deleted meanwhile.
  '23503',
  'SQLITE_CONSTRAINT_FOREIGNKEY',
  'ER_NO_REFERENCED_ROW_2',
]);

const MAX_ATTEMPTS = 8;

/** Thrown to have work retried whose conditional write found that another transaction has changed its row. */
export class ConcurrentChangeError extends Error {
  constructor() {
    super('Another transaction has changed the row at this moment');
  }
}

/**
 * Retries work that conflicted with another transaction, a bounded number of times and with jitter. A conflict is an
 * error of the database that says so, or a {@link ConcurrentChangeError}.
 */
export async function retryOnConflict<T>(work: (isRetry: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt > 1);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(error)) throw error;
      await sleep(Math.random() * 5 * 2 ** attempt);
    }
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof ConcurrentChangeError || isConflict(error);
}

/** Whether an error of the database says that another transaction wrote the same at the same moment. */
export function isConflict(error: unknown): boolean {
  // By its shape: an app may have another copy of TypeORM than this library was built with.
  const { driverError } = (error ?? {}) as { driverError?: { code?: unknown; message?: unknown } };
  const { code, message } = driverError ?? {};
  if (typeof code === 'string') return CONFLICT_CODES.has(code);
  // sql.js has no codes.
  return typeof message === 'string' && /^(UNIQUE|FOREIGN KEY) constraint failed/.test(message);
}
