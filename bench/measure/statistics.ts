/** What a series of measurements says. */
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
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
  return below + (above - below) * (place - Math.floor(place));
}
