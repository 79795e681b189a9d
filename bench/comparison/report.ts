import { DATABASE_NAMES, milliseconds, table, times, whole } from '../report/format';
import type { Comparison, DatabaseComparison } from './compare';
import type { CaseResult } from './case-result';
import { formatStatements, hasEqualStatements, judge } from './verdict';

/** The comparison as Markdown: a table for each database, and the verdict. */
export function reportComparison(comparison: Comparison): string {
  const { startedAt, machine, databases, earlier, current, plan } = comparison;
  return [
    `Measured on ${startedAt.slice(0, 10)}: ${machine}; ${databases.map(({ server }) => server).join('; ')}.`,
    `- old: ${earlier}\n- new: ${current}\n- times are per operation, without the slowest tenth, and ratios are ratios of times`,
    ...databases.flatMap((each) => [`### ${DATABASE_NAMES[each.name]}`, databaseTable(each, plan.tolerance)]),
    ...verdictLines(comparison),
  ].join('\n\n');
}

function databaseTable({ cases }: DatabaseComparison, tolerance: number | undefined): string {
  const head = [
    'case',
    'lean baseline',
    'old',
    'old/baseline',
    'new',
    'new/baseline',
    'new/old',
    '±',
    'sessions',
  ];
  return table(
    [...head, 'statements old', 'new', 'result'],
    cases.map((result) => {
      const [baseline, earlier, current] = result.milliseconds;
      const [, earlierStatements, currentStatements] = result.statements;
      return [
        result.name,
        milliseconds(baseline),
        milliseconds(earlier),
        times(result.toBaseline[0]),
        milliseconds(current),
        times(result.toBaseline[1]),
        `${result.ratio.value.toFixed(3)}×`,
        `${(100 * result.ratio.margin).toFixed(1)} %`,
        whole(result.sessions),
        formatStatements(earlierStatements),
        formatStatements(currentStatements),
        describeResult(result, tolerance),
      ];
    }),
  );
}

function describeResult(result: CaseResult, tolerance: number | undefined): string {
  const time = describeTime(result.ratio.value - 1, tolerance);
  return hasEqualStatements(result) ? time : `${time}, **statements differ**`;
}

function describeTime(change: number, tolerance: number | undefined): string {
  if (tolerance === undefined) return 'time not judged';
  if (Math.abs(change) <= tolerance) return `within ${formatPercent(tolerance)}`;
  return `**more than ${formatPercent(tolerance)} ${change > 0 ? 'slower' : 'faster'}**`;
}

function verdictLines(comparison: Comparison): string[] {
  const { failures, improvements } = judge(comparison);
  const { tolerance } = comparison.plan;
  if (tolerance === undefined) {
    if (failures.length === 0) return ['The statements are equal; the times are not judged.'];
    return [['The statements differ:', ...failures.map((failure) => `- ${failure}`)].join('\n')];
  }
  const limit = formatPercent(tolerance);
  const list = (title: string, items: readonly string[]) =>
    items.length === 0 ? [] : [[title, ...items.map((item) => `- ${item}`)].join('\n')];
  if (failures.length === 0 && improvements.length === 0) {
    return [`All cases are within ${limit}, and the statements are equal.`];
  }
  return [
    ...list(`Faster by more than ${limit}:`, improvements),
    ...list(`Slower by more than ${limit}, or with different statements:`, failures),
    ...(failures.length === 0
      ? [`No case is slower by more than ${limit}, and the statements are equal.`]
      : []),
  ];
}

function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
