import type { Arena } from '../arena';
import { atOnce, failuresOf } from '../measure/at-once';

/** What is left of somebody who came for the first time in many places at the same moment. */
export interface SamePerson {
  contender: string;
  times: number;
  failed: number;
  /** What the failed ones failed of. */
  reasons: string[];
  /** Rows by what they are. One user, one identity and no membership twice would be right. */
  rows: Record<string, number>;
}

export async function comeAtOnce({ stands, visitors }: Arena, times: number): Promise<SamePerson[]> {
  const { person } = visitors.next('first');
  const results: SamePerson[] = [];
  for (const { kind, contender, database } of stands) {
    const crowd = await atOnce(Array.from({ length: times }), times, () => contender.signIn(person));
    results.push({
      contender: kind.name,
      times,
      failed: failuresOf(crowd),
      reasons: [...crowd.failures.keys()],
      rows: await kind.schema.rowsOf(database, person),
    });
  }
  return results;
}
