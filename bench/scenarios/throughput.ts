import type { Environment } from '../environment';
import { runConcurrently, countFailures } from '../measure/concurrent';
import { shuffled } from '../measure/interleave';
import { median } from '../measure/statistics';
import type { SignInKind } from '../workload';

export const CONCURRENCY = 32;

/** The throughput of a contender with concurrent sign-ins. */
export interface Throughput {
  contender: string;
  kind: SignInKind;
  /** Successful sign-ins per second. */
  perSecond: number;
  /** Share of the sign-ins that failed. */
  failed: number;
  /** Error messages of the failures. */
  reasons: string[];
}

/** @param size sign-ins of each round, {@link CONCURRENCY} of them at a time */
export async function measureThroughput(
  environment: Environment,
  kind: SignInKind,
  { rounds, size }: { rounds: number; size: number },
): Promise<Throughput[]> {
  const series = environment.candidates
    .filter(({ definition }) => definition.signInKinds.includes(kind))
    .map((candidate) => ({ candidate, rates: [] as number[], failures: 0, reasons: new Set<string>() }));
  // The first round is a warm-up: it opens the connections of the pool.
  for (let round = -1; round < rounds; round++) {
    const people = Array.from({ length: size }, () => environment.workload.next(kind).person);
    for (const entry of shuffled(series)) {
      const run = await runConcurrently(people, CONCURRENCY, (person) =>
        entry.candidate.contender.signIn(person),
      );
      if (round < 0) continue;
      const failures = countFailures(run);
      entry.rates.push(((size - failures) / run.milliseconds) * 1000);
      entry.failures += failures;
      for (const reason of run.failures.keys()) entry.reasons.add(reason);
    }
  }
  return series.map(({ candidate, rates, failures, reasons }) => ({
    contender: candidate.definition.name,
    kind,
    perSecond: median(rates),
    failed: failures / (rounds * size),
    reasons: [...reasons],
  }));
}
