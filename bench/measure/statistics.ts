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

/** The mean without the largest values. */
export function trimmedMean(values: readonly number[], trimmedShare: number): number {
  const sorted = Float64Array.from(values).sort();
  const kept = sorted.subarray(0, Math.ceil(sorted.length * (1 - trimmedShare)));
  return average(kept);
}

/** An estimate with the half of its 95 % confidence interval. */
export interface Estimate {
  value: number;
  margin: number;
}

/** Quantiles of Student's t-distribution for 95 %, by degrees of freedom from 1 on. */
const T_QUANTILES = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26];

/** The geometric mean of independent measurements of one ratio. */
export function estimateRatio(ratios: readonly number[]): Estimate {
  const logs = ratios.map(Math.log);
  const mean = average(logs);
  const freedom = logs.length - 1;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / freedom;
  const quantile = T_QUANTILES[Math.min(freedom, T_QUANTILES.length) - 1] ?? Infinity;
  const value = Math.exp(mean);
  return { value, margin: value * quantile * Math.sqrt(variance / logs.length) };
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * share;
  const [lower, upper] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return lower + (upper - lower) * (position - Math.floor(position));
}
