// Internal modules: only the mapping is measured on its own.
import { compileMapping } from '../../src/mapping/compile';
import { resolveGrants } from '../../src/mapping/resolve-grants';
import { ROLES } from '../company';
import { interleave } from '../measure/interleave';
import type { Rounds } from '../plan';
import { summary, type Summary } from '../measure/statistics';

const ENTRIES = 10_000;
const GROUPS = 1_000;
const PREFIXES = 1_000;

/** The cost of resolving the grants of a user with very many groups. */
export interface MappingCost {
  method: string;
  entries: number;
  groups: number;
  /** Milliseconds. */
  latency: Summary;
}

export async function measureMapping({ measured, warmUp, batch }: Rounds): Promise<MappingCost[]> {
  const mappings = Array.from({ length: ENTRIES }, (_, i) => ({
    group_name: `Group of the directory, number ${i}`,
    team_name: `Team ${i % 300}`,
    role_name: ROLES[i % ROLES.length]!,
  }));
  const groups = Array.from({ length: GROUPS }, (_, i) => mappings[(i * 7919) % ENTRIES]!.group_name);
  const index = new Map(mappings.map((entry) => [entry.group_name, entry]));
  const compiled = compileMapping({ mappings });
  const prefixed = compileMapping({
    mappings: mappings.map(({ group_name, ...team }, i) =>
      i < PREFIXES ? { group_prefix: `${group_name} in `, ...team } : { group_name, ...team },
    ),
  });

  const methods: Record<string, () => unknown> = {
    'look-ups in a Map': () => groups.map((group) => index.get(group)),
    'passport-jit': () => resolveGrants(groups, compiled, 'okta').grants,
    'passport-jit, 1,000 prefixes': () => resolveGrants(groups, prefixed, 'okta').grants,
    'nested loop': () => {
      const roles = new Map<string, string>();
      for (const { group_name, team_name, role_name } of mappings) {
        if (groups.includes(group_name) && !roles.has(team_name)) roles.set(team_name, role_name);
      }
      return roles;
    },
  };
  const tasks = Object.values(methods).map((method) => () => Promise.resolve(method()));
  await interleave(tasks, warmUp, () => undefined, batch);
  const times = await interleave(tasks, measured, () => undefined, batch);
  return Object.keys(methods).map((method, i) => ({
    method,
    entries: ENTRIES,
    groups: GROUPS,
    latency: summary(times[i]!),
  }));
}
