import { LRUCache } from 'lru-cache';
import type { Names } from './directory';

/** A team and case groups of it, each as the JSON of its row: what is still the same reads the same. */
export interface SeenTeam {
  row: string;
  caseGroups: ReadonlyMap<string, string>;
}

/** Teams as they were seen at one moment, by name. */
export type Seen = ReadonlyMap<string, SeenTeam>;

/** How many teams and case groups are remembered, of all tenants: some 20 MB at most. */
const MOST_REMEMBERED = 50_000;

/**
 * The teams and case groups of tenants as this process saw them last. They change seldom, but another process may have
 * changed them: whoever builds on what is remembered here has to make sure of it in the end.
 */
export class RememberedDirectories {
  readonly #tenants = new LRUCache<string, Map<string, SeenTeam>>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: (teams) =>
      [...teams.values()].reduce((size, team) => size + 1 + team.caseGroups.size, 1),
  });

  /** @returns these and nothing else; nothing at all unless each of them is remembered */
  recall(tenant: string, { teams, caseGroups }: Names): Seen | undefined {
    const known = this.#tenants.get(tenant);
    if (known === undefined) return undefined;
    const recalled = new Map<string, { row: string; caseGroups: Map<string, string> }>();
    for (const name of teams) {
      const team = known.get(name);
      if (team === undefined) return undefined;
      recalled.set(name, { row: team.row, caseGroups: new Map() });
    }
    for (const [team, name] of caseGroups) {
      const row = known.get(team)?.caseGroups.get(name);
      if (row === undefined) return undefined;
      recalled.get(team)?.caseGroups.set(name, row);
    }
    return recalled;
  }

  /** Remembers what was seen when it was looked for these names. */
  learn(tenant: string, names: Names, seen: Seen): void {
    const known = this.#tenants.get(tenant) ?? new Map<string, SeenTeam>();
    for (const name of names.teams) {
      const [before, team] = [known.get(name), seen.get(name)];
      if (team === undefined) known.delete(name);
      else if (before?.row !== team.row) known.set(name, team);
      else known.set(name, { ...team, caseGroups: new Map([...before.caseGroups, ...team.caseGroups]) });
    }
    this.#tenants.set(tenant, known);
  }

  forget(tenant: string): void {
    this.#tenants.delete(tenant);
  }
}

/** Whether all that was recalled is to be seen now, and just as it was. */
export function isStillSo(recalled: Seen, seen: Seen): boolean {
  return [...recalled].every(([name, { row, caseGroups }]) => {
    const team = seen.get(name);
    return team?.row === row && [...caseGroups].every(([of, its]) => team.caseGroups.get(of) === its);
  });
}
