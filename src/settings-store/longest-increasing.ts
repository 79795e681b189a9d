/** The indexes of a longest increasing subsequence, in O(n log n). The numbers are distinct. */
export function longestIncreasing(numbers: readonly number[]): Set<number> {
  // At k: the index of the smallest number that ends an increasing subsequence of length k + 1.
  const ends: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [i, number] of numbers.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]!]! < number) low = middle + 1;
      else high = middle;
    }
    previous.push(ends[low - 1]);
    ends[low] = i;
  }
  const indexes = new Set<number>();
  for (let i = ends.at(-1); i !== undefined; i = previous[i]) indexes.add(i);
  return indexes;
}
