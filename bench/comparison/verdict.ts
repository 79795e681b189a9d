import { DATABASE_NAMES } from '../report/format';
import type { CaseResult } from './case-result';
import type { Comparison } from './compare';

/** The cases in which the current version differs from the earlier one. */
export interface Verdict {
  /** Slower by more than the tolerance, or with a different number of statements. */
  failures: string[];
  /** Faster by more than the tolerance. */
  improvements: string[];
}

export function judge({ databases, plan: { tolerance = Infinity } }: Comparison): Verdict {
  const verdict: Verdict = { failures: [], improvements: [] };
  for (const { name, cases } of databases) {
    for (const result of cases) {
      const label = `${DATABASE_NAMES[name]}, ${result.name}`;
      const change = result.ratio.value - 1;
      if (change > tolerance) verdict.failures.push(`${label}: ${describeChange(result)}`);
      if (change < -tolerance) verdict.improvements.push(`${label}: ${describeChange(result)}`);
      if (!hasEqualStatements(result)) {
        const [, earlier, current] = result.statements;
        verdict.failures.push(
          `${label}: statements ${formatStatements(current)} instead of ${formatStatements(earlier)}`,
        );
      }
    }
  }
  return verdict;
}

/** With equal statements of both versions, or where their number depends on timing. */
export function hasEqualStatements({
  comparesStatements,
  statements: [, earlier, current],
}: CaseResult): boolean {
  return (
    !comparesStatements ||
    (earlier.min === current.min && earlier.mean === current.mean && earlier.max === current.max)
  );
}

export function describeChange({ ratio: { value, margin } }: CaseResult): string {
  const percent = (share: number) => (100 * Math.abs(share)).toFixed(1);
  return `${percent(value - 1)} % ${value < 1 ? 'faster' : 'slower'}, ±${percent(margin)} %`;
}

/** `8`, `8 to 9`, or the mean of concurrent operations: `0.31`. */
export function formatStatements({ min, max }: CaseResult['statements'][number]): string {
  const format = (count: number) => (Number.isInteger(count) ? String(count) : count.toFixed(2));
  return min === max ? format(min) : `${format(min)} to ${format(max)}`;
}
