/**
 * Runs every task once, then every task again, and so on: whatever disturbs the machine meanwhile hits all alike.
 *
 * @param arrange what the tasks of one round work on
 * @returns for each task the milliseconds of each round
 */
export async function interleave<Work>(
  tasks: readonly ((work: Work) => Promise<unknown>)[],
  rounds: number,
  arrange: () => Work,
): Promise<number[][]> {
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const work = arrange();
    for (let turn = 0; turn < tasks.length; turn++) {
      // Each begins as often as the others, since one may pay for what the one before it left behind.
      const which = (round + turn) % tasks.length;
      const begun = performance.now();
      await tasks[which]!(work);
      times[which]!.push(performance.now() - begun);
    }
  }
  return times;
}
