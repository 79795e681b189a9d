import type { EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';

/** The teams of a tenant by name, each with the names of its case groups. */
export async function loadTeamNames(
  manager: EntityManager,
  { Team, CaseGroup }: EntitySet,
  tenant: string,
): Promise<Map<string, Set<string>>> {
  const teams = await manager.findBy(Team, { tenant });
  const caseGroups = new Map(teams.map(({ id }) => [id, new Set<string>()]));
  for (const { teamId, name } of await manager.findBy(CaseGroup, { team: { tenant } })) {
    caseGroups.get(teamId)?.add(name);
  }
  return new Map(teams.map(({ id, name }) => [name, caseGroups.get(id) ?? new Set()]));
}
