import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { CaseGroupBase } from '../entities/case-group';
import type { EntitySet } from '../entities/define-entities';
import type { TeamBase } from '../entities/team';
import type { Change } from '../plan/change';
import type { TeamLookup } from '../plan/plan-input';
import { chunks } from '../database/write';
import { DeletedTeams } from './deleted-teams';

/** Assumes that every team and case group exists: the lookup of a draft, before any team is read. */
export const ALL_EXIST: TeamLookup = {
  hasTeam: () => true,
  hasCaseGroup: () => true,
  isDeleted: () => false,
};

/** The existing teams and case groups among those that a plan names. */
export class TeamCatalog implements TeamLookup {
  readonly #teams: ReadonlyMap<string, TeamBase>;
  readonly #caseGroups = new Map<string, Map<string, CaseGroupBase>>();
  readonly #deleted: DeletedTeams;

  constructor(
    teams: readonly TeamBase[],
    caseGroups: readonly CaseGroupBase[],
    deleted: DeletedTeams = new DeletedTeams([], []),
  ) {
    this.#deleted = deleted;
    this.#teams = new Map(teams.map((team) => [team.name, team]));
    const teamNames = new Map(teams.map(({ id, name }) => [id, name]));
    for (const caseGroup of caseGroups) {
      const team = teamNames.get(caseGroup.teamId);
      if (team === undefined) continue;
      const teamCaseGroups = this.#caseGroups.get(team) ?? new Map<string, CaseGroupBase>();
      this.#caseGroups.set(team, teamCaseGroups.set(caseGroup.name, caseGroup));
    }
  }

  hasTeam(team: string): boolean {
    return this.#teams.has(team);
  }

  hasCaseGroup(team: string, caseGroup: string): boolean {
    return this.#caseGroups.get(team)?.has(caseGroup) ?? false;
  }

  isDeleted(team: string, caseGroup?: string): boolean {
    return this.#deleted.has(team, caseGroup);
  }

  team(team: string): TeamBase {
    return mustExist(this.#teams.get(team), 'team', team);
  }

  caseGroup(team: string, caseGroup: string): CaseGroupBase {
    return mustExist(this.#caseGroups.get(team)?.get(caseGroup), 'case group', caseGroup);
  }
}

/** The teams and case groups of a plan's new grants, by name. */
export interface TeamNames {
  teams: ReadonlySet<string>;
  caseGroups: readonly (readonly [team: string, caseGroup: string])[];
}

export function namesInChanges(changes: readonly Change[]): TeamNames {
  const teams = new Set<string>();
  const caseGroups: [string, string][] = [];
  for (const change of changes) {
    if (change.action !== 'add') continue;
    if (change.kind === 'membership' || change.kind === 'caseGroup') teams.add(change.team);
    if (change.kind === 'caseGroup') caseGroups.push([change.team, change.caseGroup]);
  }
  return { teams, caseGroups };
}

/** Whether any of these does not exist. */
export function hasMissing(catalog: TeamLookup, { teams, caseGroups }: TeamNames): boolean {
  return (
    [...teams].some((team) => !catalog.hasTeam(team)) ||
    caseGroups.some(([team, caseGroup]) => !catalog.hasCaseGroup(team, caseGroup))
  );
}

/** Whether the app keeps any of these as soft-deleted. */
export function hasDeleted(catalog: TeamLookup, { teams, caseGroups }: TeamNames): boolean {
  return (
    [...teams].some((team) => catalog.isDeleted(team)) ||
    caseGroups.some(([team, caseGroup]) => catalog.isDeleted(team, caseGroup))
  );
}

/**
 * Creates the missing teams. All transactions insert names in the same order, so two sign-ins never block each other. A
 * team that another transaction creates at the same moment is kept.
 *
 * @returns whether any team was missing
 */
export async function createMissingTeams(
  manager: EntityManager,
  { Team }: EntitySet,
  { teams }: TeamNames,
  { tenant, catalog }: { tenant: string; catalog: TeamCatalog },
): Promise<boolean> {
  const missing = [...teams].filter((team) => !catalog.hasTeam(team)).sort();
  const rows = missing.map((name) => ({ id: randomUUID(), tenant, name }));
  await insertMissing(manager, Team, rows);
  return rows.length > 0;
}

/** Like {@link createMissingTeams}, for case groups. Their teams must exist. */
export async function createMissingCaseGroups(
  manager: EntityManager,
  { CaseGroup }: EntitySet,
  { caseGroups }: TeamNames,
  catalog: TeamCatalog,
): Promise<boolean> {
  const rows = caseGroups
    .filter(([team, name]) => !catalog.hasCaseGroup(team, name))
    .map(([team, name]) => ({ id: randomUUID(), teamId: catalog.team(team).id, name }));
  rows.sort((a, b) => (a.teamId + a.name < b.teamId + b.name ? -1 : 1));
  await insertMissing(manager, CaseGroup, rows);
  return rows.length > 0;
}

async function insertMissing(manager: EntityManager, entity: new () => object, rows: object[]) {
  for (const values of chunks(rows)) {
    await manager
      .createQueryBuilder()
      .insert()
      .into(entity)
      .values(values)
      .orIgnore()
      .updateEntity(false)
      .execute();
  }
}

function mustExist<T>(item: T | undefined, kind: string, name: string): T {
  if (item === undefined)
    throw new Error(`The plan gives a grant in the ${kind} "${name}", which does not exist`);
  return item;
}
