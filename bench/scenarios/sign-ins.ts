import type { Arena, Stand } from '../arena';
import { interleave } from '../measure/interleave';
import { countStatements } from '../measure/statements';
import { summary, type Summary } from '../measure/statistics';
import type { Journey, Visit, Visitors } from '../visitors';

/** What one sign-in after the other costs a contender. */
export interface SignInCost {
  contender: string;
  journey: Journey;
  /** Fewest and most statements of one sign-in. */
  statements: [number, number];
  /** Milliseconds. */
  latency: Summary;
}

/** @param rounds how many sign-ins of each contender are measured, after a quarter as many for warming up */
export async function measureSignIns(
  { stands }: Arena,
  visitors: Visitors,
  journey: Journey,
  rounds: number,
): Promise<SignInCost[]> {
  const tasks = stands.map(
    ({ contender }) =>
      (visit: Visit) =>
        contender.signIn(visit.person),
  );
  const arrange = () => visitors.next(journey);
  await interleave(tasks, Math.ceil(rounds / 4), arrange);
  const statements = await statementsOf(stands, Array.from({ length: 10 }, arrange));
  const times = await interleave(tasks, rounds, arrange);
  return stands.map(({ name }, i) => ({
    contender: name,
    journey,
    statements: statements[i]!,
    latency: summary(times[i]!),
  }));
}

/** Counted beside the clock, and checked: whoever leaves somebody with other rights does not compete. */
async function statementsOf(stands: readonly Stand[], visits: readonly Visit[]): Promise<[number, number][]> {
  const ranges: [number, number][] = [];
  for (const { name, contender } of stands) {
    const counts: number[] = [];
    for (const { person, rights } of visits) {
      const count = await countStatements(async () => {
        const { teams } = await contender.signIn(person);
        const isRight =
          teams.size === rights.size && [...rights].every(([team, role]) => teams.get(team) === role);
        if (!isRight)
          throw new Error(
            `${name} gives ${person.subject} ${[...teams].join(' ')}, not ${[...rights].join(' ')}`,
          );
      });
      counts.push(count);
    }
    ranges.push([Math.min(...counts), Math.max(...counts)]);
  }
  return ranges;
}
