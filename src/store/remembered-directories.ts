import { LRUCache } from 'lru-cache';
import type { Names } from './directory';

/** A team, and case groups of it by name. */
export interface SeenTeam {
  id: string;
  caseGroups: ReadonlyMap<string, string>;
}

/** Teams as they were seen at one moment, by name. */
export type Seen = ReadonlyMap<string, SeenTeam>;

/** How many teams and case groups are remembered, of all tenants: some 20 MB at most. */
const MOST_REMEMBERED = 50_000;

/**
 * Which ids the teams and case groups of tenants have, as this process saw it last. They change seldom, but another
 * process may have changed them: whoever builds on what is remembered here has to make sure of it in the end.
 */
export class RememberedDirectories {
  readonly #tenants = new LRUCache<string, Seen>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: (teams) =>
      [...teams.values()].reduce((size, team) => size + 1 + team.caseGroups.size, 1),
  });

  /** How much is remembered. */
  get size(): number {
    return this.#tenants.calculatedSize;
  }

  /** @returns these and nothing else; nothing at all unless each of them is remembered */
  recall(tenant: string, { teams, caseGroups }: Names): Seen | undefined {
    const known = this.#tenants.get(tenant);
    if (known === undefined) return undefined;
    const recalled = new Map<string, { id: string; caseGroups: Map<string, string> }>();
    for (const name of teams) {
      const team = known.get(name);
      if (team === undefined) return undefined;
      recalled.set(name, { id: team.id, caseGroups: new Map() });
    }
    for (const [team, name] of caseGroups) {
      const id = known.get(team)?.caseGroups.get(name);
      if (id === undefined) return undefined;
      recalled.get(team)?.caseGroups.set(name, id);
    }
    return recalled;
  }

  /** Remembers what was seen when it was looked for these names. */
  learn(tenant: string, names: Names, seen: Seen): void {
    const recalled = this.recall(tenant, names);
    if (recalled !== undefined && isStillSo(recalled, seen)) return;
    // A copy, since the cache counts anew only what is another map.
    const known = new Map(this.#tenants.get(tenant));
    for (const name of names.teams) {
      const [before, team] = [known.get(name), seen.get(name)];
      if (team === undefined) known.delete(name);
      else
        known.set(name, {
          id: team.id,
          caseGroups: new Map(before?.id === team.id ? before.caseGroups : []),
        });
    }
    for (const [name, caseGroup] of names.caseGroups) {
      const team = known.get(name);
      if (team === undefined) continue;
      const its = new Map(team.caseGroups);
      const id = seen.get(name)?.caseGroups.get(caseGroup);
      if (id === undefined) its.delete(caseGroup);
      else its.set(caseGroup, id);
      known.set(name, { ...team, caseGroups: its });
    }
    this.#tenants.set(tenant, known);
  }

  forget(tenant: string): void {
    this.#tenants.delete(tenant);
  }
}

/** Whether all that was recalled is to be seen now, and is the same. */
export function isStillSo(recalled: Seen, seen: Seen): boolean {
  return [...recalled].every(([name, { id, caseGroups }]) => {
    const team = seen.get(name);
    return team?.id === id && [...caseGroups].every(([of, its]) => team.caseGroups.get(of) === its);
  });
}
