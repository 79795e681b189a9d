import type { Mapping } from './document';
import type { Suspicion } from './suspicious';

/** Names that differ from an earlier one, or from a usual one, only in what nobody sees. */
export function lookAlikes(mapping: Mapping): Suspicion[] {
  const groups = new Names('group');
  const teams = new Names('team');
  const permissions = new Names('permission');
  const caseGroups = new Map<string, Names>();

  mapping.mappings.forEach(({ group_name, team_name, case_group_name }, i) => {
    groups.add(group_name, `mappings[${i}].group_name`);
    teams.add(team_name, `mappings[${i}].team_name`);
    if (case_group_name === undefined) return;
    const ofTeam = caseGroups.get(team_name) ?? new Names('case group');
    caseGroups.set(team_name, ofTeam);
    ofTeam.add(case_group_name, `mappings[${i}].case_group_name`);
  });
  mapping.tenant_owners_groups?.forEach((group, i) => groups.add(group, `tenant_owners_groups[${i}]`));
  mapping.tenant_permission?.forEach(({ group_name, permission_name }, i) => {
    groups.add(group_name, `tenant_permission[${i}].group_name`);
    permissions.add(permission_name, `tenant_permission[${i}].permission_name`);
  });
  return [groups, teams, ...caseGroups.values(), permissions].flatMap(({ suspicions }) => suspicions);
}

/** Names of one kind. Each is told of once, however often it is used. */
class Names {
  readonly suspicions: Suspicion[] = [];
  readonly #seen = new Set<string>();
  readonly #byLook = new Map<string, { name: string; path: string }>();

  constructor(private readonly kind: string) {}

  add(name: string, path: string): void {
    if (this.#seen.has(name)) return;
    this.#seen.add(name);
    const look = lookOf(name);
    const other = this.#byLook.get(look);
    if (other === undefined) this.#byLook.set(look, { name, path });
    const problem = other
      ? `differs from the ${this.kind} ${JSON.stringify(other.name)} (${other.path}) only in case, blanks or invisible characters`
      : unseen(name);
    if (problem === undefined) return;
    this.suspicions.push({ kind: 'lookAlike', path, message: `${JSON.stringify(name)} ${problem}` });
  }
}

/** The same for names that look the same to somebody who is not looking for a difference. */
function lookOf(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '');
}

function unseen(name: string): string | undefined {
  if (name !== name.trim()) return 'begins or ends with a blank';
  return INVISIBLE.test(name) ? 'has invisible characters in it' : undefined;
}

/** The joiners U+200C and U+200D belong to the spelling of some languages, and to emoji. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/u;
