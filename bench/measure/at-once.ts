/** How a crowd fared. */
export interface Crowd {
  milliseconds: number;
  /** What the failed ones failed of, with how many failed of it. */
  failures: Map<string, number>;
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
        const { message } = error as Error;
        failures.set(message, (failures.get(message) ?? 0) + 1);
      }
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: workers }, worker));
  return { milliseconds: performance.now() - begun, failures };
}
