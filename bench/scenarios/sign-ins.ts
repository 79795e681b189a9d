import type { Arena, Stand } from '../arena';
import { interleave } from '../measure/interleave';
import { recordStatements } from '../measure/statements';
import { summary, type Summary } from '../measure/statistics';
import type { Rounds } from '../plan';
import type { Journey, Visit } from '../visitors';

/** What one sign-in after the other costs a contender. */
export interface SignInCost {
  contender: string;
  journey: Journey;
  /** Fewest and most statements of one sign-in. */
  statements: [number, number];
  /** Milliseconds. */
  latency: Summary;
}

/**
 * Measures in all arenas at once, so that companies of different sizes can be compared as contenders are.
 *
 * @param rounds how many sign-ins of each contender are measured, how many come before for warming up, and how many
 *   are one contender's turn
 * @returns for each arena its contenders
 */
export async function measureSignIns(
  arenas: readonly Arena[],
  journey: Journey,
  { measured, warmUp, turn }: Rounds,
): Promise<SignInCost[][]> {
  const stands = arenas.map((arena) => arena.stands.filter(({ kind }) => kind.journeys.includes(journey)));
  const tasks = stands.flatMap((ofArena, arena) =>
    ofArena.map(
      ({ contender }) =>
        (visits: readonly Visit[]) =>
          contender.signIn(visits[arena]!.person),
    ),
  );
  const arrange = () => arenas.map(({ visitors }) => visitors.next(journey));

  await interleave(tasks, warmUp, arrange, turn);
  const counted = await countEach(stands, Array.from({ length: 10 }, arrange));
  const times = (await interleave(tasks, measured, arrange, turn)).values();
  return stands.map((ofArena, arena) =>
    ofArena.map(({ kind }, i) => ({
      contender: kind.name,
      journey,
      statements: counted[arena]![i]!,
      latency: summary(times.next().value!),
    })),
  );
}

/** Counted beside the clock, and checked: who leaves somebody with other rights does not compete. */
async function countEach(
  stands: readonly (readonly Stand[])[],
  rounds: readonly (readonly Visit[])[],
): Promise<[number, number][][]> {
  const ranges: [number, number][][] = [];
  for (const [arena, ofArena] of stands.entries()) {
    const range: [number, number][] = [];
    for (const stand of ofArena) {
      const counts: number[] = [];
      for (const visits of rounds) {
        counts.push((await recordStatements(() => signInRightly(stand, visits[arena]!))).length);
      }
      range.push([Math.min(...counts), Math.max(...counts)]);
    }
    ranges.push(range);
  }
  return ranges;
}

async function signInRightly({ kind, contender }: Stand, { person, rights }: Visit): Promise<void> {
  const given = await contender.signIn(person);
  if (given === undefined) return;
  const isValid = given.size === rights.size && [...rights].every(([team, role]) => given.get(team) === role);
  if (isValid) return;
  const list = (roles: ReadonlyMap<string, string>) => JSON.stringify([...roles]);
  throw new Error(`"${kind.name}" gives ${person.subject} ${list(given)}, and should give ${list(rights)}`);
}
