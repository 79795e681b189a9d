import type { Fault, PathSegment } from '../errors';
import { createFault, withSuggestion } from '../validation/faults';
import type { Mapping } from './mapping';
import { nameProblem } from '../validation/text';
import { SuggestionBudget, SuggestionCache } from '../validation/suggest';
import type { Steps } from '../validation/time-slice';

export interface MappingRules {
  /** The roles that the app declares. If omitted, any name is valid. */
  roles?: readonly string[] | undefined;
  /** The tenant permissions that the app declares. If omitted, any name is valid. */
  permissions?: readonly string[] | undefined;
  /** The existing teams, each with its case groups. If omitted, any name is valid. */
  teams?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /**
   * The maximum number of entries in all lists of a mapping together.
   *
   * @default 20000
   */
  maxEntries?: number | undefined;
  /**
   * How many bytes a mapping may have as JSON.
   *
   * @default 4194304
   */
  maxBytes?: number | undefined;
}

/** A fault for every well-formed name that does not exist. */
export function* unknownNames(mapping: Mapping, { roles, permissions, teams }: MappingRules): Steps<Fault[]> {
  const checkRole = roles && checkDeclared('role', new Set(roles));
  const checkPermission = permissions && checkDeclared('permission', new Set(permissions));
  const checkTeam = teams && checkTeams(teams);
  const faults: Fault[] = [];
  for (const list of ['mappings', 'everyone'] as const) {
    for (const [i, { team_name, case_group_name, role_name }] of (mapping[list] ?? []).entries()) {
      yield;
      faults.push(...(checkTeam?.(team_name, case_group_name, [list, i]) ?? []));
      faults.push(...(checkRole?.(role_name, [list, i, 'role_name']) ?? []));
    }
  }
  for (const [i, { permission_name }] of (mapping.tenant_permission ?? []).entries()) {
    yield;
    const at = ['tenant_permission', i, 'permission_name'];
    faults.push(...(checkPermission?.(permission_name, at) ?? []));
  }
  return faults;
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
  // One index for all teams: a mapping may name a wrong case group in each of them.
  const budget = new SuggestionBudget();
  const teamSuggestions = new SuggestionCache(new Set(teams.keys()), budget);
  const caseGroupSuggestions = new Map(
    [...teams].map(([team, caseGroups]) => [team, new SuggestionCache(caseGroups, budget)]),
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

/** A value that is not a name has another fault already. */
function isName(value: unknown): value is string {
  return nameProblem(value, 255) === undefined;
}
