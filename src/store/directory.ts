import { randomUUID } from 'node:crypto';
import { In, type EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { Change } from '../plan/change';
import type { Directory } from '../plan/sync';

/** Takes every team and case group for there: what the planner is asked with before anybody has looked. */
export const EVERYTHING: Directory = { hasTeam: () => true, hasCaseGroup: () => true };

/** The teams and case groups that a plan names, with their ids. */
export class TenantDirectory implements Directory {
  readonly #teams = new Map<string, string>();
  readonly #caseGroups = new Map<string, Map<string, string>>();

  private constructor(
    private readonly manager: EntityManager,
    private readonly entities: EntitySet,
    private readonly tenant: string,
  ) {}

  static async of(
    manager: EntityManager,
    entities: EntitySet,
    tenant: string,
    changes: readonly Change[],
  ): Promise<TenantDirectory> {
    const directory = new TenantDirectory(manager, entities, tenant);
    await directory.#load(namesIn(changes));
    return directory;
  }

  hasTeam(team: string): boolean {
    return this.#teams.has(team);
  }

  hasCaseGroup(team: string, caseGroup: string): boolean {
    return this.#caseGroups.get(team)?.has(caseGroup) ?? false;
  }

  teamId(team: string): string {
    return found(this.#teams.get(team), 'team', team);
  }

  caseGroupId(team: string, caseGroup: string): string {
    return found(this.#caseGroups.get(team)?.get(caseGroup), 'case group', caseGroup);
  }

  /** Makes what is missing. Names are inserted in one order everywhere, so that two sign-ins never block each other. */
  async createMissing(changes: readonly Change[]): Promise<void> {
    const names = namesIn(changes);
    const teams = [...names.teams].filter((team) => !this.hasTeam(team)).sort();
    if (teams.length > 0) {
      await this.#insert(
        this.entities.Team,
        teams.map((name) => ({ id: randomUUID(), tenant: this.tenant, name })),
      );
      // Somebody else may have made one at the same moment; then theirs is the one that counts.
      await this.#load(names);
    }
    const caseGroups = names.caseGroups.filter(([team, name]) => !this.hasCaseGroup(team, name));
    if (caseGroups.length > 0) {
      const rows = caseGroups.map(([team, name]) => ({ id: randomUUID(), teamId: this.teamId(team), name }));
      rows.sort((a, b) => (a.teamId + a.name < b.teamId + b.name ? -1 : 1));
      await this.#insert(this.entities.CaseGroup, rows);
      await this.#load(names);
    }
  }

  async #load({ teams, caseGroups }: Names): Promise<void> {
    if (teams.size > 0) {
      for (const names of chunks([...teams])) {
        const rows = await this.manager.findBy(this.entities.Team, { tenant: this.tenant, name: In(names) });
        // A collation may have found more than was asked for; only the exact names count.
        for (const { id, name } of rows) if (teams.has(name)) this.#teams.set(name, id);
      }
    }
    const teamIds = new Map(
      caseGroups.flatMap(([team]) => (this.hasTeam(team) ? [[this.teamId(team), team]] : [])),
    );
    for (const ids of chunks([...teamIds.keys()])) {
      const rows = await this.manager.findBy(this.entities.CaseGroup, { teamId: In(ids) });
      for (const { id, teamId, name } of rows) {
        const team = teamIds.get(teamId)!;
        const known = this.#caseGroups.get(team) ?? new Map<string, string>();
        this.#caseGroups.set(team, known.set(name, id));
      }
    }
  }

  async #insert(entity: new () => object, rows: object[]): Promise<void> {
    for (const values of chunks(rows)) {
      await this.manager
        .createQueryBuilder()
        .insert()
        .into(entity)
        .values(values)
        .orIgnore()
        .updateEntity(false)
        .execute();
    }
  }
}

interface Names {
  teams: Set<string>;
  caseGroups: [team: string, caseGroup: string][];
}

function namesIn(changes: readonly Change[]): Names {
  const names: Names = { teams: new Set(), caseGroups: [] };
  for (const change of changes) {
    if (change.action !== 'add') continue;
    if (change.kind === 'membership' || change.kind === 'caseGroup') names.teams.add(change.team);
    if (change.kind === 'caseGroup') names.caseGroups.push([change.team, change.caseGroup]);
  }
  return names;
}

/** Databases limit how many values a statement can carry. */
export function chunks<T>(items: readonly T[], size = 1000): T[][] {
  const all: T[][] = [];
  for (let i = 0; i < items.length; i += size) all.push(items.slice(i, i + size));
  return all;
}

function found(id: string | undefined, kind: string, name: string): string {
  if (id === undefined)
    throw new Error(`The plan gives a grant in the ${kind} "${name}", which is not there`);
  return id;
}
