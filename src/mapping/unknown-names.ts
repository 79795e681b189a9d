import type { Fault } from '../errors';
import type { Mapping } from './mapping';
import { nameProblem } from '../validation/text';
import { SuggestionCache } from '../validation/suggest';

export interface MappingRules {
  /** The roles that the app declares. */
  roles: readonly string[];
  /** The tenant permissions that the app declares; left out: any name is right. */
  permissions?: readonly string[] | undefined;
  /** The teams that there are, each with its case groups; left out: any name is right. */
  teams?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** A fault for every name that is a name, but of nothing that there is. */
export function unknownNames(mapping: Mapping, { roles, permissions, teams }: MappingRules): Fault[] {
  const faults: Fault[] = [];
  const checkRole = checkDeclared('role', new Set(roles));
  const checkPermission = permissions && checkDeclared('permission', new Set(permissions));
  const checkTeam = teams && checkTeams(teams);

  mapping.mappings.forEach(({ team_name, case_group_name, role_name }, i) => {
    faults.push(...(checkTeam?.(team_name, case_group_name, `mappings[${i}]`) ?? []));
    faults.push(...checkRole(role_name, `mappings[${i}].role_name`));
  });
  mapping.tenant_permission?.forEach(({ permission_name }, i) => {
    faults.push(...(checkPermission?.(permission_name, `tenant_permission[${i}].permission_name`) ?? []));
  });
  return faults;
}

function checkDeclared(kind: string, names: ReadonlySet<string>) {
  const suggestions = new SuggestionCache(names);
  const declaredList = names.size > 12 ? '' : ` (declared: ${[...names].join(', ')})`;
  return (name: unknown, path: string): Fault[] => {
    if (!isName(name) || names.has(name)) return [];
    return [{ path, message: `is no declared ${kind}${suggestions.get(name)}${declaredList}` }];
  };
}

function checkTeams(teams: ReadonlyMap<string, ReadonlySet<string>>) {
  const teamSuggestions = new SuggestionCache(new Set(teams.keys()));
  const caseGroupSuggestions = new Map(
    [...teams].map(([team, caseGroups]) => [team, new SuggestionCache(caseGroups)]),
  );
  return (team: unknown, caseGroup: unknown, entryPath: string): Fault[] => {
    if (!isName(team)) return [];
    const caseGroups = teams.get(team);
    if (caseGroups === undefined) {
      return [
        { path: `${entryPath}.team_name`, message: `is no team of this tenant${teamSuggestions.get(team)}` },
      ];
    }
    if (!isName(caseGroup) || caseGroups.has(caseGroup)) return [];
    const suggestion = caseGroupSuggestions.get(team)?.get(caseGroup) ?? '';
    const message = `is no case group of the team ${JSON.stringify(team)}${suggestion}`;
    return [{ path: `${entryPath}.case_group_name`, message }];
  };
}

/** What is no name at all has its fault already. */
function isName(value: unknown): value is string {
  return nameProblem(value, 255) === undefined;
}
