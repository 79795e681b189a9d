import type { Mapping } from './document';

/** A mapping as an index, made once for each version: resolving a person costs one look-up for each group. */
export interface CompiledMapping {
  /** Every grant that a group may give, in the order of the mapping. */
  readonly byGroup: ReadonlyMap<string, readonly MappedGrant[]>;
  /** Teams that any entry names, for `managedTeams: 'mapped'`. */
  readonly teams: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
  /** Whether the mapping says anything of owners, or of permissions: if not, they are left alone. */
  readonly managesOwners: boolean;
  readonly managesPermissions: boolean;
}

/** One grant that an entry gives, and the entry's place in its list. */
export type MappedGrant =
  | { kind: 'membership'; target: number; team: string; role: string; entry: number }
  | { kind: 'caseGroup'; target: number; team: string; caseGroup: string; role: string; entry: number }
  | { kind: 'owner'; target: number; entry: number }
  | { kind: 'permission'; target: number; permission: string; entry: number };

export function compileMapping(mapping: Mapping): CompiledMapping {
  const byGroup = new Map<string, MappedGrant[]>();
  const teams = new Set<string>();
  const permissions = new Set<string>();
  const targets = new Targets();

  const give = (group: string, grant: MappedGrant) => {
    const grants = byGroup.get(group);
    if (grants === undefined) byGroup.set(group, [grant]);
    else grants.push(grant);
  };

  mapping.mappings.forEach(
    ({ group_name, team_name: team, case_group_name: caseGroup, role_name: role }, entry) => {
      teams.add(team);
      if (caseGroup === undefined) {
        give(group_name, { kind: 'membership', target: targets.of('membership', team), team, role, entry });
      } else {
        const target = targets.of('caseGroup', team, caseGroup);
        give(group_name, { kind: 'caseGroup', target, team, caseGroup, role, entry });
      }
    },
  );
  mapping.tenant_owners_groups?.forEach((group, entry) => {
    give(group, { kind: 'owner', target: targets.of('owner'), entry });
  });
  mapping.tenant_permission?.forEach(({ group_name, permission_name: permission }, entry) => {
    permissions.add(permission);
    give(group_name, { kind: 'permission', target: targets.of('permission', permission), permission, entry });
  });

  return {
    byGroup,
    teams,
    permissions,
    managesOwners: mapping.tenant_owners_groups !== undefined,
    managesPermissions: mapping.tenant_permission !== undefined,
  };
}

/** A number for each thing that can be granted, so that "the first entry for it" is a comparison of numbers. */
class Targets {
  readonly #numbers = new Map<string, number>();

  of(...name: string[]): number {
    const key = JSON.stringify(name);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
