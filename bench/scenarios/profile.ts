import type { Arena } from '../arena';
import { profile, type Shares } from '../measure/profile';
import { recordStatements, type Statement } from '../measure/statements';
import { median } from '../measure/statistics';
import { JOURNEYS, type Journey } from '../visitors';

/** Where the time of the library's sign-ins goes. */
export interface JourneyProfile {
  journey: Journey;
  shares: Shares;
  /** In their order, with the median of each. */
  statements: Statement[];
}

/**
 * Profiles the arena's only contender. The profiler itself takes time, so nothing else is measured meanwhile.
 *
 * @param rounds how many sign-ins are profiled, after as many for warming up
 */
export async function profileSignIns({ stands, visitors }: Arena, rounds: number): Promise<JourneyProfile[]> {
  const { contender } = stands[0]!;
  const profiles: JourneyProfile[] = [];
  for (const journey of JOURNEYS) {
    const signIn = () => contender.signIn(visitors.next(journey).person);
    const signInOften = async () => {
      for (let i = 0; i < rounds; i++) await signIn();
    };
    await signInOften();
    const shares = await profile(signInOften);
    profiles.push({ journey, shares, statements: await typicalStatements(signIn, rounds) });
  }
  return profiles;
}

async function typicalStatements(signIn: () => Promise<unknown>, rounds: number): Promise<Statement[]> {
  const recorded: Statement[][] = [];
  for (let i = 0; i < rounds; i++) recorded.push(await recordStatements(signIn));
  return recorded[0]!.map(({ sql }, place) => {
    const same = recorded.flatMap((statements) => statements[place] ?? []);
    return { sql, milliseconds: median(same.map(({ milliseconds }) => milliseconds)) };
  });
}
