import { floor } from '../contenders/floor';
import { handWritten } from '../contenders/hand-written';
import { passportJit } from '../contenders/passport-jit';
import type { DatabaseResults } from '../results';
import { JOURNEYS, type Journey } from '../visitors';
import { percent, times } from './format';

/** What the library is meant to reach, beside what it did. */
export interface Target {
  what: string;
  limit: string;
  measured: string;
  isMet: boolean;
}

export function targets(results: DatabaseResults): Target[] {
  const isPostgres = results.name === 'postgres';
  const median = (contender: string, journey: Journey) =>
    results.signIns.find((cost) => cost.contender === contender && cost.journey === journey)?.latency
      .median ?? NaN;
  const rate = (contender: string, journey: Journey) =>
    results.crowds.find((each) => each.contender === contender && each.journey === journey)?.perSecond ?? NaN;
  // In companies of all sizes, so that one that needs more of them with more users or groups shows.
  const grown = [...results.users, ...results.groups].flatMap(({ costs }) => costs);
  const statements = (journey: Journey) =>
    Math.max(
      ...[...results.signIns, ...grown]
        .filter((cost) => cost.contender === passportJit.name && cost.journey === journey)
        .map((cost) => cost.statements[1]),
    );

  return JOURNEYS.flatMap((journey) => {
    const grows = (contender: string) => growth(results, contender, journey);
    const ofFloor = median(passportJit.name, journey) / median(floor.name, journey);
    const ofHandWritten = median(handWritten.name, journey) / median(passportJit.name, journey);
    const most = journey === 'unchanged' && !isPostgres ? 2 : 1.5;
    const few = journey === 'unchanged' ? 1 : 6;
    const all: (Target | false)[] = [
      (isPostgres || journey === 'unchanged') &&
        atMost(`${journey}: median beside the floor`, ofFloor, most, times),
      journey === 'unchanged' &&
        isPostgres &&
        atLeast(`${journey}: times faster than by hand`, ofHandWritten, 12, times),
      isPostgres &&
        atLeast(
          `${journey}: per second beside the floor`,
          rate(passportJit.name, journey) / rate(floor.name, journey),
          0.6,
          percent,
        ),
      (isPostgres || journey === 'unchanged') &&
        atMost(`${journey}: statements, at all sizes`, statements(journey), few, String),
      {
        ...atMost(`${journey}: growth from fewest to most users`, grows(passportJit.name), 1.2, times),
        measured: `${times(grows(passportJit.name))}, the floor ${times(grows(floor.name))}`,
      },
    ];
    return all.filter((target) => target !== false);
  });
}

/** How many times as long a sign-in takes with the most users as with the fewest. */
function growth({ users }: DatabaseResults, contender: string, journey: Journey): number {
  const medians = users.map(
    ({ costs }) =>
      costs.find((cost) => cost.contender === contender && cost.journey === journey)?.latency.median ?? NaN,
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
