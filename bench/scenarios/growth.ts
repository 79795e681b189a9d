import { Environment } from '../environment';
import type { Company } from '../company';
import type { ContenderDefinition } from '../contenders/contender';
import type { Server } from '../database/server';
import type { Rounds } from '../plan';
import type { Progress } from '../progress';
import { SIGN_IN_KINDS } from '../workload';
import { measureSignIns, type SignInCost } from './sign-ins';

/** The cost of sign-ins in a company of one size. */
export interface GrowthPoint {
  users: number;
  groupsPerUser: number;
  costs: SignInCost[];
}

/** Measures companies of several sizes in alternating batches. */
export async function measureGrowth(
  server: Server,
  companies: readonly Company[],
  definitions: readonly ContenderDefinition[],
  rounds: Rounds,
  progress: Progress,
): Promise<GrowthPoint[]> {
  const environments: Environment[] = [];
  try {
    for (const company of companies) {
      const { users, groupsPerUser } = company;
      progress(`fills the tables: ${users.toLocaleString('en')} users × ${groupsPerUser} groups`);
      environments.push(await Environment.open(server, company, definitions));
    }
    const points = companies.map(({ users, groupsPerUser }): GrowthPoint => ({
      users,
      groupsPerUser,
      costs: [],
    }));
    for (const kind of SIGN_IN_KINDS) {
      progress(`growth: ${kind}`);
      const costs = await measureSignIns(environments, kind, rounds);
      points.forEach((point, i) => point.costs.push(...costs[i]!));
    }
    return points;
  } finally {
    for (const environment of environments) await environment.close();
  }
}
