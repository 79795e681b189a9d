/** The result of concurrent operations. */
export interface ConcurrentRun {
  milliseconds: number;
  /** Number of failures by error message. */
  failures: ReadonlyMap<string, number>;
}

/** Processes all items, `workers` at a time. A failure is counted and does not stop the run. */
export async function runConcurrently<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<unknown>,
): Promise<ConcurrentRun> {
  const failures = new Map<string, number>();
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      try {
        await work(item);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.set(reason, (failures.get(reason) ?? 0) + 1);
      }
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: workers }, worker));
  return { milliseconds: performance.now() - startedAt, failures };
}

export function countFailures({ failures }: ConcurrentRun): number {
  return [...failures.values()].reduce((sum, count) => sum + count, 0);
}
