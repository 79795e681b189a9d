import type { Environment, Candidate } from '../environment';
import { interleave } from '../measure/interleave';
import { recordStatements } from '../measure/statements';
import { summary, type Summary } from '../measure/statistics';
import type { Rounds } from '../plan';
import type { SignInKind, ExpectedSignIn } from '../workload';

/** The cost of sequential sign-ins of a contender. */
export interface SignInCost {
  contender: string;
  kind: SignInKind;
  /** Minimum and maximum of the statements of one sign-in. */
  statements: [number, number];
  /** Milliseconds. */
  latency: Summary;
}

/**
 * Measures all environments in alternating batches, so that companies of different sizes are as comparable as contenders.
 *
 * @returns the costs of the contenders, by environment
 */
export async function measureSignIns(
  environments: readonly Environment[],
  kind: SignInKind,
  { measured, warmUp, batch }: Rounds,
): Promise<SignInCost[][]> {
  const candidates = environments.map((environment) =>
    environment.candidates.filter(({ definition }) => definition.signInKinds.includes(kind)),
  );
  const tasks = candidates.flatMap((inEnvironment, environment) =>
    inEnvironment.map(
      ({ contender }) =>
        (expected: readonly ExpectedSignIn[]) =>
          contender.signIn(expected[environment]!.person),
    ),
  );
  const createInput = () => environments.map(({ workload }) => workload.next(kind));

  await interleave(tasks, warmUp, createInput, batch);
  const counted = await countStatements(candidates, Array.from({ length: 10 }, createInput));
  const times = (await interleave(tasks, measured, createInput, batch)).values();
  return candidates.map((inEnvironment, environment) =>
    inEnvironment.map(({ definition }, i) => ({
      contender: definition.name,
      kind,
      statements: counted[environment]![i]!,
      latency: summary(times.next().value!),
    })),
  );
}

/** Counts statements without measuring time, and verifies the roles that each sign-in results in. */
async function countStatements(
  candidates: readonly (readonly Candidate[])[],
  rounds: readonly (readonly ExpectedSignIn[])[],
): Promise<[number, number][][]> {
  const ranges: [number, number][][] = [];
  for (const [environment, inEnvironment] of candidates.entries()) {
    const range: [number, number][] = [];
    for (const candidate of inEnvironment) {
      const counts: number[] = [];
      for (const expected of rounds) {
        counts.push(
          (await recordStatements(() => signInAndVerify(candidate, expected[environment]!))).length,
        );
      }
      range.push([Math.min(...counts), Math.max(...counts)]);
    }
    ranges.push(range);
  }
  return ranges;
}

async function signInAndVerify(
  { definition, contender }: Candidate,
  { person, roles }: ExpectedSignIn,
): Promise<void> {
  const granted = await contender.signIn(person);
  if (granted === undefined) return;
  const isCorrect =
    granted.size === roles.size && [...roles].every(([team, role]) => granted.get(team) === role);
  if (isCorrect) return;
  const list = (roles: ReadonlyMap<string, string>) => JSON.stringify([...roles]);
  throw new Error(`"${definition.name}" grants ${person.subject} ${list(granted)} instead of ${list(roles)}`);
}
