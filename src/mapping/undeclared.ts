import type { Fault } from '../errors';
import { nameProblem, type Mapping } from './document';
import { Suggestions } from './nearest';

export interface MappingRules {
  /** The roles that the app declares. */
  roles: readonly string[];
  /** The tenant permissions that the app declares; left out: any name is right. */
  permissions?: readonly string[] | undefined;
  /** The teams that there are, each with its case groups; left out: any name is right. */
  teams?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** A fault for every name that is a name, but of nothing that there is. */
export function undeclaredNames(mapping: Mapping, { roles, permissions, teams }: MappingRules): Fault[] {
  const faults: Fault[] = [];
  const role = declared('role', new Set(roles));
  const permission = permissions && declared('permission', new Set(permissions));
  const team = teams && places(teams);

  mapping.mappings.forEach(({ team_name, case_group_name, role_name }, i) => {
    faults.push(...(team?.(team_name, case_group_name, `mappings[${i}]`) ?? []));
    faults.push(...role(role_name, `mappings[${i}].role_name`));
  });
  mapping.tenant_permission?.forEach(({ permission_name }, i) => {
    faults.push(...(permission?.(permission_name, `tenant_permission[${i}].permission_name`) ?? []));
  });
  return faults;
}

function declared(kind: string, names: ReadonlySet<string>) {
  const suggestions = new Suggestions(names);
  const all = names.size > 12 ? '' : ` (declared: ${[...names].join(', ')})`;
  return (name: unknown, path: string): Fault[] => {
    if (!isName(name) || names.has(name)) return [];
    return [{ path, message: `is no declared ${kind}${suggestions.for(name)}${all}` }];
  };
}

function places(teams: ReadonlyMap<string, ReadonlySet<string>>) {
  const ofTeams = new Suggestions(new Set(teams.keys()));
  const ofCaseGroups = new Map([...teams].map(([team, caseGroups]) => [team, new Suggestions(caseGroups)]));
  return (team: unknown, caseGroup: unknown, entry: string): Fault[] => {
    if (!isName(team)) return [];
    const caseGroups = teams.get(team);
    if (caseGroups === undefined) {
      return [{ path: `${entry}.team_name`, message: `is no team of this tenant${ofTeams.for(team)}` }];
    }
    if (!isName(caseGroup) || caseGroups.has(caseGroup)) return [];
    const suggestion = ofCaseGroups.get(team)?.for(caseGroup) ?? '';
    const message = `is no case group of the team ${JSON.stringify(team)}${suggestion}`;
    return [{ path: `${entry}.case_group_name`, message }];
  };
}

/** What is no name at all has its fault already. */
function isName(value: unknown): value is string {
  return nameProblem(value, 255) === undefined;
}
