// The one thing that is measured alone, so it is taken from inside the library.
import { compileMapping } from '../../src/mapping/compile';
import { resolve } from '../../src/mapping/resolve-grants';
import { ROLES } from '../company';
import { interleave } from '../measure/interleave';
import type { Rounds } from '../plan';
import { summary, type Summary } from '../measure/statistics';

const ENTRIES = 10_000;
const GROUPS = 1_000;

/** What it costs to find out what somebody in very many groups gets. */
export interface MappingCost {
  way: string;
  entries: number;
  groups: number;
  /** Milliseconds. */
  latency: Summary;
}

export async function measureMapping({ measured, warmUp, turn }: Rounds): Promise<MappingCost[]> {
  const mappings = Array.from({ length: ENTRIES }, (_, i) => ({
    group_name: `Group of the directory, number ${i}`,
    team_name: `Team ${i % 300}`,
    role_name: ROLES[i % ROLES.length]!,
  }));
  const groups = Array.from({ length: GROUPS }, (_, i) => mappings[(i * 7919) % ENTRIES]!.group_name);
  const index = new Map(mappings.map((entry) => [entry.group_name, entry]));
  const compiled = compileMapping({ mappings });

  const ways: Record<string, () => unknown> = {
    'bare look-ups in a Map': () => groups.map((group) => index.get(group)),
    'passport-jit': () => resolve(groups, compiled).grants,
    'the usual nested loop': () => {
      const roles = new Map<string, string>();
      for (const { group_name, team_name, role_name } of mappings) {
        if (groups.includes(group_name) && !roles.has(team_name)) roles.set(team_name, role_name);
      }
      return roles;
    },
  };
  const tasks = Object.values(ways).map((way) => () => Promise.resolve(way()));
  await interleave(tasks, warmUp, () => undefined, turn);
  const times = await interleave(tasks, measured, () => undefined, turn);
  return Object.keys(ways).map((way, i) => ({
    way,
    entries: ENTRIES,
    groups: GROUPS,
    latency: summary(times[i]!),
  }));
}
