import type { QueryRunner } from 'typeorm';

/** What is under way on each connection; it never rejects. */
const pending = new WeakMap<QueryRunner, Promise<unknown>>();

/**
 * Runs work on a connection after what is under way there. TypeORM announces all rows of a statement at once, while a
 * connection can take one query at a time. It ends only after the writes that arrived during it, so that after a refusal
 * TypeORM gives the connection back with nothing left on it.
 *
 * Work never begins at once: by then other subscribers have had their say about the row.
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
