import type { PathSegment } from '../errors';
import { formatPath } from '../validation/faults';
import type { Mapping } from './mapping';

/**
 * A mapping as an index, compiled once for each version: resolving the grants of a user costs one lookup for each
 * group.
 */
export interface CompiledMapping {
  /** All grants that a group may give, in the order of the mapping. */
  readonly byGroup: ReadonlyMap<string, readonly MappedGrant[]>;
  /** The number of each target that can be granted. */
  readonly grantIndex: GrantIndex;
  /** The teams that any entry names, for `managedTeams: 'mapped'`. */
  readonly teams: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
  /** Whether the mapping mentions owners or permissions. If not, sync does not change them. */
  readonly managesOwners: boolean;
  readonly managesPermissions: boolean;
}

/** One grant that an entry gives to a group, with the index of the entry in its list. */
export type MappedGrant = (
  | { kind: 'membership'; target: number; team: string; role: string }
  | { kind: 'caseGroup'; target: number; team: string; caseGroup: string; role: string }
  | { kind: 'owner'; target: number }
  | { kind: 'permission'; target: number; permission: string }
) & { entry: number; group: string };

export type GrantKind = MappedGrant['kind'];
export type GrantOf<Kind extends GrantKind> = Extract<MappedGrant, { kind: Kind }>;

export function compileMapping(mapping: Mapping): CompiledMapping {
  const byGroup = new Map<string, MappedGrant[]>();
  const teams = new Set<string>();
  const permissions = new Set<string>();
  const grantIndex = new GrantIndex();

  const addGrant = (grant: MappedGrant) => {
    const grants = byGroup.get(grant.group);
    if (grants === undefined) byGroup.set(grant.group, [grant]);
    else grants.push(grant);
  };

  mapping.mappings.forEach(
    ({ group_name: group, team_name: team, case_group_name: caseGroup, role_name: role }, entry) => {
      teams.add(team);
      if (caseGroup === undefined) {
        addGrant({
          kind: 'membership',
          target: grantIndex.getOrCreate('membership', team),
          team,
          role,
          entry,
          group,
        });
      } else {
        const target = grantIndex.getOrCreate('caseGroup', team, caseGroup);
        addGrant({ kind: 'caseGroup', target, team, caseGroup, role, entry, group });
      }
    },
  );
  mapping.tenant_owners_groups?.forEach((group, entry) => {
    addGrant({ kind: 'owner', target: grantIndex.getOrCreate('owner'), entry, group });
  });
  mapping.tenant_permission?.forEach(({ group_name: group, permission_name: permission }, entry) => {
    permissions.add(permission);
    const target = grantIndex.getOrCreate('permission', permission);
    addGrant({ kind: 'permission', target, permission, entry, group });
  });

  return {
    byGroup,
    grantIndex,
    teams,
    permissions,
    managesOwners: mapping.tenant_owners_groups !== undefined,
    managesPermissions: mapping.tenant_permission !== undefined,
  };
}

/** The place in the mapping of the entry that gives a grant. */
export function entrySegments({ kind, entry }: Pick<MappedGrant, 'kind' | 'entry'>): PathSegment[] {
  switch (kind) {
    case 'membership':
    case 'caseGroup':
      return ['mappings', entry];
    case 'owner':
      return ['tenant_owners_groups', entry];
    case 'permission':
      return ['tenant_permission', entry];
  }
}

export function entryPath(grant: Pick<MappedGrant, 'kind' | 'entry'>): string {
  return formatPath(entrySegments(grant));
}

/** A number for each target that can be granted, so that "the first entry for a target" is a comparison of numbers. */
export class GrantIndex {
  readonly #root: IndexNode = { children: new Map() };
  #count = 0;

  /**
   * The number of a team, a case group or a permission by name, or of owner status. Assigns a new number to a new
   * target.
   */
  getOrCreate(kind: GrantKind, ...path: string[]): number {
    let node = this.#root;
    for (const name of [kind, ...path]) {
      let child = node.children.get(name);
      if (child === undefined) node.children.set(name, (child = { children: new Map() }));
      node = child;
    }
    return (node.index ??= this.#count++);
  }

  /** Like `getOrCreate`, but returns `undefined` for a target that no entry grants. */
  find(kind: GrantKind, ...path: string[]): number | undefined {
    let node = this.#root.children.get(kind);
    for (const name of path) node = node?.children.get(name);
    return node?.index;
  }
}

/** A name and the names inside it, such as the case groups of a team. */
interface IndexNode {
  index?: number;
  children: Map<string, IndexNode>;
}
