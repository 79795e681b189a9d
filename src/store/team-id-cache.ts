import { LRUCache } from 'lru-cache';
import type { TeamNames } from './teams';

/** A team, with its case groups by name. */
export interface TeamId {
  id: string;
  caseGroups: ReadonlyMap<string, string>;
}

/** Teams by name, as they were read at one moment. */
export type TeamIds = ReadonlyMap<string, TeamId>;

/** The maximum number of cached teams and case groups of all tenants: 20 MB at most. */
const MAX_CACHED = 50_000;

/**
 * The ids of the teams and case groups of tenants, as this process last read them. They change seldom, but another
 * process may change them: a caller must verify cached ids before the commit.
 */
export class TeamIdCache {
  readonly #tenants = new LRUCache<string, TeamIds>({
    maxSize: MAX_CACHED,
    sizeCalculation: (teams) =>
      [...teams.values()].reduce((size, team) => size + 1 + team.caseGroups.size, 1),
  });

  /** The number of cached teams and case groups. */
  get size(): number {
    return this.#tenants.calculatedSize;
  }

  /**
   * @returns exactly these teams, or `undefined` if any of them is not cached
   */
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

  /** Caches the result of a search for these names. */
  set(tenant: string, names: TeamNames, loaded: TeamIds): void {
    const cached = this.get(tenant, names);
    if (cached !== undefined && isUnchanged(cached, loaded)) return;
    // A copy: only a new map is counted again.
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

/** Whether all cached teams still exist with the same ids. */
export function isUnchanged(cached: TeamIds, loaded: TeamIds): boolean {
  return [...cached].every(([name, { id, caseGroups }]) => {
    const team = loaded.get(name);
    return (
      team?.id === id &&
      [...caseGroups].every(([caseGroup, caseGroupId]) => team.caseGroups.get(caseGroup) === caseGroupId)
    );
  });
}
