import { baseline } from '../contenders/baseline';
import { handWritten } from '../contenders/hand-written';
import { passportJit } from '../contenders/passport-jit';
import type { DatabaseResults } from '../results';
import { SIGN_IN_KINDS, type SignInKind } from '../workload';
import { percent, times } from './format';

/** A target of the library and the measured figure. */
export interface Target {
  what: string;
  limit: string;
  measured: string;
  isMet: boolean;
}

export function targets(results: DatabaseResults): Target[] {
  const isPostgres = results.name === 'postgres';
  const median = (contender: string, kind: SignInKind) =>
    results.signIns.find((cost) => cost.contender === contender && cost.kind === kind)?.latency.median ?? NaN;
  const rate = (contender: string, kind: SignInKind) =>
    results.throughputs.find((each) => each.contender === contender && each.kind === kind)?.perSecond ?? NaN;
  // In companies of all sizes, to detect a number of statements that grows with the users or groups.
  const growthCosts = [...results.users, ...results.groups].flatMap(({ costs }) => costs);
  const statements = (kind: SignInKind) =>
    Math.max(
      ...[...results.signIns, ...growthCosts]
        .filter((cost) => cost.contender === passportJit.name && cost.kind === kind)
        .map((cost) => cost.statements[1]),
    );

  return SIGN_IN_KINDS.flatMap((kind) => {
    const growthOf = (contender: string) => growth(results, contender, kind);
    const toBaseline = median(passportJit.name, kind) / median(baseline.name, kind);
    const toHandWritten = median(handWritten.name, kind) / median(passportJit.name, kind);
    const maxRatio = kind === 'unchanged' && !isPostgres ? 2 : 1.5;
    const maxStatements = kind === 'unchanged' ? 1 : 6;
    const all: (Target | false)[] = [
      (isPostgres || kind === 'unchanged') &&
        atMost(`${kind}: ratio of the median to the baseline`, toBaseline, maxRatio, times),
      kind === 'unchanged' &&
        isPostgres &&
        atLeast(`${kind}: hand-written callback, ratio to passport-jit`, toHandWritten, 12, times),
      isPostgres &&
        atLeast(
          `${kind}: throughput relative to the baseline`,
          rate(passportJit.name, kind) / rate(baseline.name, kind),
          0.6,
          percent,
        ),
      (isPostgres || kind === 'unchanged') &&
        atMost(`${kind}: statements, at all sizes`, statements(kind), maxStatements, String),
      {
        ...atMost(`${kind}: growth from fewest to most users`, growthOf(passportJit.name), 1.2, times),
        measured: `${times(growthOf(passportJit.name))}, the baseline ${times(growthOf(baseline.name))}`,
      },
    ];
    return all.filter((target) => target !== false);
  });
}

/** The ratio of the median with the most users to the median with the fewest. */
function growth({ users }: DatabaseResults, contender: string, kind: SignInKind): number {
  const medians = users.map(
    ({ costs }) =>
      costs.find((cost) => cost.contender === contender && cost.kind === kind)?.latency.median ?? NaN,
  );
  return medians.at(-1)! / medians[0]!;
}

type Format = (value: number) => string;

function atMost(what: string, value: number, limit: number, format: Format): Target {
  return { what, limit: `at most ${format(limit)}`, measured: format(value), isMet: value <= limit };
}

function atLeast(what: string, value: number, limit: number, format: Format): Target {
  return { what, limit: `at least ${format(limit)}`, measured: format(value), isMet: value >= limit };
}
