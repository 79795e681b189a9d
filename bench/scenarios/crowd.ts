import type { Arena } from '../arena';
import { atOnce, failuresOf } from '../measure/at-once';
import { shuffled } from '../measure/interleave';
import { median } from '../measure/statistics';
import type { Journey } from '../visitors';

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
  arena: Arena,
  journey: Journey,
  { rounds, size }: { rounds: number; size: number },
): Promise<CrowdRate[]> {
  const seen = arena.stands
    .filter(({ kind }) => kind.journeys.includes(journey))
    .map((stand) => ({ stand, rates: [] as number[], failures: 0, reasons: new Set<string>() }));
  // The first round is for warming up: it opens the pool's connections.
  for (let round = -1; round < rounds; round++) {
    const people = Array.from({ length: size }, () => arena.visitors.next(journey).person);
    for (const entry of shuffled(seen)) {
      const crowd = await atOnce(people, AT_ONCE, (person) => entry.stand.contender.signIn(person));
      if (round < 0) continue;
      const failures = failuresOf(crowd);
      entry.rates.push(((size - failures) / crowd.milliseconds) * 1000);
      entry.failures += failures;
      for (const reason of crowd.failures.keys()) entry.reasons.add(reason);
    }
  }
  return seen.map(({ stand, rates, failures, reasons }) => ({
    contender: stand.kind.name,
    journey,
    perSecond: median(rates),
    failed: failures / (rounds * size),
    reasons: [...reasons],
  }));
}
