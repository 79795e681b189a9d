import { estimateRatio, median, type Estimate } from '../measure/statistics';
import type { ComparisonCase } from './cases';
import type { CaseSample, Statements, Triple } from './measure-case';

/** The result of one case on one database. */
export interface CaseResult {
  name: string;
  /** Milliseconds of an operation. */
  milliseconds: Triple<number>;
  /** Ratios to the baseline. */
  toBaseline: [earlier: number, current: number];
  /** The ratio of the current version to the earlier one. */
  ratio: Estimate;
  /** Statements of an operation. */
  statements: Triple<Statements>;
  /** Whether the statements of both versions have to be equal: concurrent reads are combined depending on timing. */
  comparesStatements: boolean;
  sessions: number;
}

/** Summarizes the sessions of a case. */
export function summarizeCase(
  { name, concurrency }: ComparisonCase,
  samples: readonly CaseSample[],
): CaseResult {
  const medianOf = (select: (sample: CaseSample) => number) => median(samples.map(select));
  const statementsOf = (index: 0 | 1 | 2) =>
    mergeStatements(samples.map(({ statements }) => statements[index]));
  return {
    name,
    milliseconds: [
      medianOf(({ milliseconds }) => milliseconds[0]),
      medianOf(({ milliseconds }) => milliseconds[1]),
      medianOf(({ milliseconds }) => milliseconds[2]),
    ],
    toBaseline: [medianOf(({ toBaseline }) => toBaseline[0]), medianOf(({ toBaseline }) => toBaseline[1])],
    ratio: estimateRatio(samples.map(({ ratio }) => ratio)),
    statements: [statementsOf(0), statementsOf(1), statementsOf(2)],
    comparesStatements: concurrency === 1,
    sessions: samples.length,
  };
}

function mergeStatements(counts: readonly Statements[]): Statements {
  return {
    min: Math.min(...counts.map(({ min }) => min)),
    mean: counts.reduce((sum, { mean }) => sum + mean, 0) / counts.length,
    max: Math.max(...counts.map(({ max }) => max)),
  };
}
