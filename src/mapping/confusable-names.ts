import type { Mapping } from './mapping';
import type { MappingWarning } from './lint';

/** Names that differ from an earlier one, or from a usual one, only in what nobody sees. */
export function confusableNames(mapping: Mapping): MappingWarning[] {
  const groups = new NameChecker('group');
  const teams = new NameChecker('team');
  const permissions = new NameChecker('permission');
  const caseGroups = new Map<string, NameChecker>();

  mapping.mappings.forEach(({ group_name, team_name, case_group_name }, i) => {
    groups.add(group_name, `mappings[${i}].group_name`);
    teams.add(team_name, `mappings[${i}].team_name`);
    if (case_group_name === undefined) return;
    const teamCaseGroups = caseGroups.get(team_name) ?? new NameChecker('case group');
    caseGroups.set(team_name, teamCaseGroups);
    teamCaseGroups.add(case_group_name, `mappings[${i}].case_group_name`);
  });
  mapping.tenant_owners_groups?.forEach((group, i) => groups.add(group, `tenant_owners_groups[${i}]`));
  mapping.tenant_permission?.forEach(({ group_name, permission_name }, i) => {
    groups.add(group_name, `tenant_permission[${i}].group_name`);
    permissions.add(permission_name, `tenant_permission[${i}].permission_name`);
  });
  return [groups, teams, ...caseGroups.values(), permissions].flatMap(({ warnings }) => warnings);
}

/** Names of one kind. Each is told of once, however often it is used. */
class NameChecker {
  readonly warnings: MappingWarning[] = [];
  readonly #seen = new Set<string>();
  readonly #bySkeleton = new Map<string, { name: string; path: string }>();

  constructor(private readonly kind: string) {}

  add(name: string, path: string): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const skeleton = skeletonOf(name);
    const confusable = this.#bySkeleton.get(skeleton);
    if (confusable === undefined) this.#bySkeleton.set(skeleton, { name, path });
    const problem = confusable
      ? `differs from the ${this.kind} ${JSON.stringify(confusable.name)} (${confusable.path}) only in case, blanks or invisible characters`
      : invisibleProblem(name);
    if (problem === undefined) return;
    this.warnings.push({ kind: 'lookAlike', path, message: `${JSON.stringify(name)} ${problem}` });
  }
}

/** The same for names that look the same to somebody who is not looking for a difference. */
function skeletonOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
}

function invisibleProblem(name: string): string | undefined {
  if (name !== name.trim()) return 'begins or ends with a blank';
  return INVISIBLE.test(name) ? 'has invisible characters in it' : undefined;
}

/** The joiners U+200C and U+200D belong to the spelling of some languages, and to emoji. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/u;
