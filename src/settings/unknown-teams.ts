import { In, type EntityManager } from 'typeorm';
import type { EntitySet } from '../entities/define-entities';
import type { Fault } from '../errors';
import type { Mapping } from '../mapping/document';
import { didYouMean, nearest } from '../mapping/nearest';
import { chunks } from '../store/directory';

/** A fault for every entry that names a team or case group which the tenant does not have. */
export async function unknownTeams(
  manager: EntityManager,
  entities: EntitySet,
  tenant: string,
  mapping: Mapping,
): Promise<Fault[]> {
  const named = new Set(mapping.mappings.map(({ team_name }) => team_name));
  const teams = await manager.findBy(entities.Team, { tenant });
  const caseGroups = await caseGroupsOf(
    manager,
    entities,
    teams.filter(({ name }) => named.has(name)),
  );
  const teamNames = new Set(teams.map(({ name }) => name));

  return mapping.mappings.flatMap(({ team_name, case_group_name }, i): Fault[] => {
    if (!teamNames.has(team_name)) {
      const message = `is no team of this tenant${didYouMean(nearest(team_name, teamNames))}`;
      return [{ path: `mappings[${i}].team_name`, message }];
    }
    const known = caseGroups.get(team_name) ?? [];
    if (case_group_name === undefined || known.includes(case_group_name)) return [];
    const message = `is no case group of the team ${JSON.stringify(team_name)}${didYouMean(nearest(case_group_name, known))}`;
    return [{ path: `mappings[${i}].case_group_name`, message }];
  });
}

async function caseGroupsOf(
  manager: EntityManager,
  entities: EntitySet,
  teams: readonly { id: string; name: string }[],
): Promise<Map<string, string[]>> {
  const byTeam = new Map<string, string[]>();
  for (const some of chunks(teams)) {
    const names = new Map(some.map(({ id, name }) => [id, name]));
    for (const { teamId, name } of await manager.findBy(entities.CaseGroup, {
      teamId: In([...names.keys()]),
    })) {
      const team = names.get(teamId)!;
      byTeam.set(team, [...(byTeam.get(team) ?? []), name]);
    }
  }
  return byTeam;
}
