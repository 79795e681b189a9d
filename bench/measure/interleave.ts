/**
 * Runs all tasks in alternating batches, so that other load on the machine affects all of them equally.
 *
 * @param createInput creates the input that all tasks get in one round
 * @param batch rounds of one task before the next task runs
 * @returns the milliseconds of each round, by task
 */
export async function interleave<Input>(
  tasks: readonly ((input: Input) => Promise<unknown>)[],
  rounds: number,
  createInput: () => Input,
  batch: number,
): Promise<number[][]> {
  const times = tasks.map((): number[] => []);
  for (let done = 0; done < rounds; done += batch) {
    const inputs = Array.from({ length: Math.min(batch, rounds - done) }, createInput);
    for (const index of shuffled(tasks.keys())) {
      for (const input of inputs) {
        const startedAt = performance.now();
        await tasks[index]!(input);
        times[index]!.push(performance.now() - startedAt);
      }
    }
  }
  return times;
}

/** A random order, since each task inherits the caches and the heap of its predecessor. */
export function shuffled<Item>(items: Iterable<Item>): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const index = Math.floor(Math.random() * (last + 1));
    [order[last], order[index]] = [order[index]!, order[last]!];
  }
  return order;
}
