import type { QueryRunner } from 'typeorm';

/** The running work of each connection. The promise never rejects. */
const pending = new WeakMap<QueryRunner, Promise<unknown>>();

/**
 * Runs a task on a connection after the tasks that run there. TypeORM announces all rows of a statement at once, while
 * a connection executes one query at a time. The promise settles only after the tasks that were added in the meantime,
 * so that after a refusal TypeORM releases a connection without pending work.
 *
 * A task never starts synchronously: other subscribers see the row first.
 */
export async function runExclusively(runner: QueryRunner, task: () => Promise<void>): Promise<void> {
  const result = (pending.get(runner) ?? Promise.resolve()).then(task);
  pending.set(
    runner,
    result.catch(() => undefined),
  );
  try {
    await result;
  } finally {
    await pending.get(runner);
  }
}
