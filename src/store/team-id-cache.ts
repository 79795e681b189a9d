import { LRUCache } from 'lru-cache';
import type { TeamNames } from './teams';

/** A team, and case groups of it by name. */
export interface TeamId {
  id: string;
  caseGroups: ReadonlyMap<string, string>;
}

/** Teams as they were seen at one moment, by name. */
export type TeamIds = ReadonlyMap<string, TeamId>;

/** How many teams and case groups are remembered, of all tenants: some 20 MB at most. */
const MAX_CACHED = 50_000;

/**
 * Which ids the teams and case groups of tenants have, as this process saw it last. They change seldom, but another
 * process may have changed them: a caller has to verify cached ids before the commit.
 */
export class TeamIdCache {
  readonly #tenants = new LRUCache<string, TeamIds>({
    maxSize: MAX_CACHED,
    sizeCalculation: (teams) =>
      [...teams.values()].reduce((size, team) => size + 1 + team.caseGroups.size, 1),
  });

  /** How much is remembered. */
  get size(): number {
    return this.#tenants.calculatedSize;
  }

  /** @returns these and nothing else; nothing at all unless each of them is remembered */
  get(tenant: string, { teams, caseGroups }: TeamNames): TeamIds | undefined {
    const teamIds = this.#tenants.get(tenant);
    if (teamIds === undefined) return undefined;
    const cached = new Map<string, { id: string; caseGroups: Map<string, string> }>();
    for (const name of teams) {
      const team = teamIds.get(name);
      if (team === undefined) return undefined;
      cached.set(name, { id: team.id, caseGroups: new Map() });
    }
    for (const [team, name] of caseGroups) {
      const id = teamIds.get(team)?.caseGroups.get(name);
      if (id === undefined) return undefined;
      cached.get(team)?.caseGroups.set(name, id);
    }
    return cached;
  }

  /** Remembers what was seen when it was looked for these names. */
  set(tenant: string, names: TeamNames, loaded: TeamIds): void {
    const cached = this.get(tenant, names);
    if (cached !== undefined && isUnchanged(cached, loaded)) return;
    // A copy, since the cache counts anew only what is another map.
    const teamIds = new Map(this.#tenants.get(tenant));
    for (const name of names.teams) {
      const [previous, team] = [teamIds.get(name), loaded.get(name)];
      if (team === undefined) teamIds.delete(name);
      else
        teamIds.set(name, {
          id: team.id,
          caseGroups: new Map(previous?.id === team.id ? previous.caseGroups : []),
        });
    }
    for (const [name, caseGroup] of names.caseGroups) {
      const team = teamIds.get(name);
      if (team === undefined) continue;
      const caseGroupIds = new Map(team.caseGroups);
      const id = loaded.get(name)?.caseGroups.get(caseGroup);
      if (id === undefined) caseGroupIds.delete(caseGroup);
      else caseGroupIds.set(caseGroup, id);
      teamIds.set(name, { ...team, caseGroups: caseGroupIds });
    }
    this.#tenants.set(tenant, teamIds);
  }

  delete(tenant: string): void {
    this.#tenants.delete(tenant);
  }
}

/** Whether all that was recalled is to be seen now, and is the same. */
export function isUnchanged(cached: TeamIds, loaded: TeamIds): boolean {
  return [...cached].every(([name, { id, caseGroups }]) => {
    const team = loaded.get(name);
    return (
      team?.id === id &&
      [...caseGroups].every(([caseGroup, caseGroupId]) => team.caseGroups.get(caseGroup) === caseGroupId)
    );
  });
}
