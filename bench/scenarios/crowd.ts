import type { Arena } from '../arena';
import { atOnce } from '../measure/at-once';
import { median } from '../measure/statistics';
import type { Journey, Visitors } from '../visitors';

export const AT_ONCE = 32;

/** What a contender bears when many people come together. */
export interface CrowdRate {
  contender: string;
  journey: Journey;
  /** Sign-ins that succeeded in a second. */
  perSecond: number;
  /** Share of the sign-ins that failed. */
  failed: number;
  /** What they failed of. */
  reasons: string[];
}

/** @param size how many come in each of the rounds, {@link AT_ONCE} of them at a time */
export async function measureCrowd(
  { stands }: Arena,
  visitors: Visitors,
  journey: Journey,
  { rounds, size }: { rounds: number; size: number },
): Promise<CrowdRate[]> {
  const seen = stands.map(({ name }) => ({
    name,
    rates: [] as number[],
    failures: 0,
    reasons: new Set<string>(),
  }));
  for (let round = 0; round < rounds; round++) {
    const people = Array.from({ length: size }, () => visitors.next(journey).person);
    for (let turn = 0; turn < stands.length; turn++) {
      const which = (round + turn) % stands.length;
      const { contender } = stands[which]!;
      const { milliseconds, failures } = await atOnce(people, AT_ONCE, (person) => contender.signIn(person));
      const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
      const entry = seen[which]!;
      entry.rates.push(((size - failed) / milliseconds) * 1000);
      entry.failures += failed;
      for (const reason of failures.keys()) entry.reasons.add(reason);
    }
  }
  return seen.map(({ name, rates, failures, reasons }) => ({
    contender: name,
    journey,
    perSecond: median(rates),
    failed: failures / (rounds * size),
    reasons: [...reasons].slice(0, 3),
  }));
}
