import { Arena } from '../arena';
import type { Company } from '../company';
import type { ContenderKind } from '../contenders/contender';
import type { Server } from '../database/server';
import type { Rounds } from '../plan';
import type { Progress } from '../progress';
import { JOURNEYS } from '../visitors';
import { measureSignIns, type SignInCost } from './sign-ins';

/** What sign-ins cost in a company of one size. */
export interface GrowthPoint {
  users: number;
  groupsEach: number;
  costs: SignInCost[];
}

/** Measures in companies of several sizes, all at the same time. */
export async function measureGrowth(
  server: Server,
  companies: readonly Company[],
  kinds: readonly ContenderKind[],
  rounds: Rounds,
  progress: Progress,
): Promise<GrowthPoint[]> {
  const arenas: Arena[] = [];
  try {
    for (const company of companies) {
      const { users, groupsEach } = company;
      progress(`fills tables: ${users.toLocaleString('en')} users × ${groupsEach} groups`);
      arenas.push(await Arena.open(server, company, kinds));
    }
    const points = companies.map(({ users, groupsEach }): GrowthPoint => ({ users, groupsEach, costs: [] }));
    for (const journey of JOURNEYS) {
      progress(`growth: ${journey}`);
      const costs = await measureSignIns(arenas, journey, rounds);
      points.forEach((point, i) => point.costs.push(...costs[i]!));
    }
    return points;
  } finally {
    for (const arena of arenas) await arena.close();
  }
}
