import type { Arena } from '../arena';
import { profile, type Shares } from '../measure/profile';
import { JOURNEYS, type Journey } from '../visitors';

/** Where the time of the library's sign-ins goes. */
export interface JourneyProfile {
  journey: Journey;
  shares: Shares;
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
    const signIn = async () => {
      for (let i = 0; i < rounds; i++) await contender.signIn(visitors.next(journey).person);
    };
    await signIn();
    profiles.push({ journey, shares: await profile(signIn) });
  }
  return profiles;
}
