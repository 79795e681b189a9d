/** How a crowd fared. */
export interface Crowd {
  milliseconds: number;
  /** What the failed ones failed of, with how many failed of it. */
  failures: ReadonlyMap<string, number>;
}

/** Works through all items, so many at a time. A failure keeps nobody else from coming. */
export async function atOnce<Item>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<unknown>,
): Promise<Crowd> {
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
  const begun = performance.now();
  await Promise.all(Array.from({ length: workers }, worker));
  return { milliseconds: performance.now() - begun, failures };
}

export function failuresOf({ failures }: Crowd): number {
  return [...failures.values()].reduce((sum, count) => sum + count, 0);
}
