/** The distribution of a series of measurements. */
export interface Summary {
  median: number;
  p99: number;
}

export function summary(values: readonly number[]): Summary {
  return { median: quantile(values, 0.5), p99: quantile(values, 0.99) };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * share;
  const [lower, upper] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return lower + (upper - lower) * (position - Math.floor(position));
}
