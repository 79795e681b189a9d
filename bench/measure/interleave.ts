/**
 * Gives every task a turn, then every task again, and so on: whatever disturbs the machine meanwhile hits all alike.
 *
 * @param arrange what the tasks of one round work on
 * @param turn how many rounds a task does before it is the next one's turn
 * @returns for each task the milliseconds of each round
 */
export async function interleave<Work>(
  tasks: readonly ((work: Work) => Promise<unknown>)[],
  rounds: number,
  arrange: () => Work,
  turn: number,
): Promise<number[][]> {
  const times = tasks.map((): number[] => []);
  for (let done = 0; done < rounds; done += turn) {
    const works = Array.from({ length: Math.min(turn, rounds - done) }, arrange);
    for (const which of shuffled(tasks.keys())) {
      for (const work of works) {
        const begun = performance.now();
        await tasks[which]!(work);
        times[which]!.push(performance.now() - begun);
      }
    }
  }
  return times;
}

/** In another order each time, since everybody pays for what the one before left behind, in caches and on the heap. */
export function shuffled<Item>(items: Iterable<Item>): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
