import type { Fault, PathSegment } from '../errors';
import { createFault, withSuggestion } from '../validation/faults';
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

/** A fault for every name that could be one, but is not the name of anything that exists. */
export function unknownNames(mapping: Mapping, { roles, permissions, teams }: MappingRules): Fault[] {
  const checkRole = checkDeclared('role', new Set(roles));
  const checkPermission = permissions && checkDeclared('permission', new Set(permissions));
  const checkTeam = teams && checkTeams(teams);
  return [
    ...mapping.mappings.flatMap(({ team_name, case_group_name, role_name }, i) => [
      ...(checkTeam?.(team_name, case_group_name, ['mappings', i]) ?? []),
      ...checkRole(role_name, ['mappings', i, 'role_name']),
    ]),
    ...(mapping.tenant_permission ?? []).flatMap(
      ({ permission_name }, i) =>
        checkPermission?.(permission_name, ['tenant_permission', i, 'permission_name']) ?? [],
    ),
  ];
}

function checkDeclared(kind: string, names: ReadonlySet<string>) {
  const suggestions = new SuggestionCache(names);
  const declaredList = names.size > 12 ? '' : ` (declared: ${[...names].join(', ')})`;
  return (name: unknown, at: readonly PathSegment[]): Fault[] => {
    if (!isName(name) || names.has(name)) return [];
    const problem = withSuggestion('unknown_name', `is not a declared ${kind}`, suggestions.get(name));
    return [createFault(at, { ...problem, message: problem.message + declaredList })];
  };
}

function checkTeams(teams: ReadonlyMap<string, ReadonlySet<string>>) {
  const teamSuggestions = new SuggestionCache(new Set(teams.keys()));
  const caseGroupSuggestions = new Map(
    [...teams].map(([team, caseGroups]) => [team, new SuggestionCache(caseGroups)]),
  );
  return (team: unknown, caseGroup: unknown, entry: readonly PathSegment[]): Fault[] => {
    if (!isName(team)) return [];
    const caseGroups = teams.get(team);
    if (caseGroups === undefined) {
      const suggestion = teamSuggestions.get(team);
      const problem = withSuggestion('unknown_name', 'is not a team of this tenant', suggestion);
      return [createFault([...entry, 'team_name'], problem)];
    }
    if (!isName(caseGroup) || caseGroups.has(caseGroup)) return [];
    const message = `is not a case group of the team ${JSON.stringify(team)}`;
    const suggestion = caseGroupSuggestions.get(team)?.get(caseGroup);
    const problem = withSuggestion('unknown_name', message, suggestion);
    return [createFault([...entry, 'case_group_name'], problem)];
  };
}

/** A value that is not a name at all has its fault already. */
function isName(value: unknown): value is string {
  return nameProblem(value, 255) === undefined;
}
