import { setTimeout as sleep } from 'node:timers/promises';
import { publish } from '../diagnostics';
import type { Database } from './database';
import type { DriverError } from './dialects/dialect';

const MAX_ATTEMPTS = 8;

/** Thrown if a conditional write found that another transaction has changed its row. The work is retried. */
export class ConcurrentChangeError extends Error {
  constructor() {
    super('Another transaction has changed the row at this moment');
  }
}

/**
 * Retries work that conflicted with another transaction, a limited number of times and with jitter. A conflict is a
 * conflict error of the database, or a {@link ConcurrentChangeError}. A lock wait timeout is not a conflict: each
 * attempt would wait equally long, and occupy its connection.
 */
export async function retryOnConflict<T>(
  database: Database,
  work: (isRetry: boolean) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt > 1);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isRetryable(database, error)) throw error;
      const delayMs = Math.random() * 5 * 2 ** attempt;
      publish('retry', () => ({ attempt, delayMs: Math.round(delayMs), ...reasonOf(error) }));
      await sleep(delayMs);
    }
  }
}

function reasonOf(error: unknown): { reason: 'row changed' | 'database conflict'; code?: string } {
  if (error instanceof ConcurrentChangeError) return { reason: 'row changed' };
  const { code } = (error as { driverError: DriverError }).driverError;
  return { reason: 'database conflict', ...(typeof code === 'string' ? { code } : {}) };
}

function isRetryable(database: Database, error: unknown): boolean {
  return error instanceof ConcurrentChangeError || isConflict(database, error);
}

/** Whether an error of the database says that another transaction wrote the same rows at the same moment. */
export function isConflict({ dialect }: Database, error: unknown): boolean {
  // Checked by its shape: an app may have another copy of TypeORM than this library.
  const { driverError } = (error ?? {}) as { driverError?: DriverError };
  return driverError != null && dialect.isConflict(driverError);
}
