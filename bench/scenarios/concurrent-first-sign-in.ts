import type { Environment } from '../environment';
import { runConcurrently, countFailures } from '../measure/concurrent';

/** The result of concurrent first sign-ins of one user. */
export interface ConcurrentFirstSignIns {
  contender: string;
  times: number;
  failed: number;
  /** Error messages of the failures. */
  reasons: string[];
  /** Rows by kind. Correct is one user, one identity and no duplicate membership. */
  rows: Record<string, number>;
}

export async function measureConcurrentFirstSignIns(
  { candidates, workload }: Environment,
  times: number,
): Promise<ConcurrentFirstSignIns[]> {
  const { person } = workload.next('first');
  const results: ConcurrentFirstSignIns[] = [];
  for (const { definition, contender, database } of candidates) {
    const run = await runConcurrently(Array.from({ length: times }), times, () => contender.signIn(person));
    results.push({
      contender: definition.name,
      times,
      failed: countFailures(run),
      reasons: [...run.failures.keys()],
      rows: await definition.schema.countRowsOf(database, person),
    });
  }
  return results;
}
