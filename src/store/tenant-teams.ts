import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { readRows } from '../database/read-rows';
import type { CaseGroupBase } from '../entities/case-group';
import type { EntitySet } from '../entities/define-entities';
import type { TeamLookup } from '../plan/plan-input';
import { DeletedTeams } from './deleted-teams';

/** All teams of a tenant. */
export class TenantTeams implements TeamLookup {
  /** The teams by name, each with the names of its case groups. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #deleted: DeletedTeams;

  private constructor(names: ReadonlyMap<string, ReadonlySet<string>>, deleted: DeletedTeams) {
    this.names = names;
    this.#deleted = deleted;
  }

  static async load(
    manager: EntityManager,
    { Team, CaseGroup }: EntitySet,
    tenant: string,
  ): Promise<TenantTeams> {
    const teams = await readRows(manager, Team, { properties: ['id', 'name'], where: { tenant } });
    const ofTenant = (query: SelectQueryBuilder<CaseGroupBase>) =>
      query.innerJoin('it.team', 'team').where('team.tenant = :tenant', { tenant });
    const caseGroups = await readRows(manager, CaseGroup, { properties: ['teamId', 'name'] }, ofTenant);

    const existing = teams.filter(({ isDeleted }) => !isDeleted);
    const namesById = new Map(existing.map(({ id }) => [id, new Set<string>()]));
    for (const { teamId, name, isDeleted } of caseGroups) if (!isDeleted) namesById.get(teamId)?.add(name);
    const names = new Map(existing.map(({ id, name }) => [name, namesById.get(id)!]));
    return new TenantTeams(names, new DeletedTeams(teams, caseGroups));
  }

  hasTeam(team: string): boolean {
    return this.names.has(team);
  }

  hasCaseGroup(team: string, caseGroup: string): boolean {
    return this.names.get(team)?.has(caseGroup) ?? false;
  }

  isDeleted(team: string, caseGroup?: string): boolean {
    return this.#deleted.has(team, caseGroup);
  }
}
