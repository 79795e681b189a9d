import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import { resolveGrants } from '../../mapping/resolve-grants';

/** A grant of the user, and the entries that it shadows. */
export interface EffectiveGrant {
  grant: MappedGrant;
  shadowed: readonly MappedGrant[];
}

/** The grants of a user in these groups. */
export interface EffectiveGrants {
  grants: readonly EffectiveGrant[];
  /** Whether the user is in any group that the mapping names. */
  matched: boolean;
  /** Groups that no entry names. */
  unmapped: readonly string[];
}

export function effectiveGrants(groups: readonly string[], mapping: CompiledMapping): EffectiveGrants {
  const { grants, matched } = resolveGrants(groups, mapping);
  const shadowedByTarget = new Map<number, MappedGrant[]>(grants.map(({ target }) => [target, []]));
  const winningEntries = new Map(grants.map((grant) => [grant.target, grant.entry]));
  for (const group of groups) {
    for (const grant of mapping.byGroup.get(group) ?? []) {
      if (winningEntries.get(grant.target) !== grant.entry) shadowedByTarget.get(grant.target)?.push(grant);
    }
  }
  return {
    grants: grants.map((grant) => ({
      grant,
      shadowed: (shadowedByTarget.get(grant.target) ?? []).sort((a, b) => a.entry - b.entry),
    })),
    matched,
    unmapped: groups.filter((group) => !mapping.byGroup.has(group)),
  };
}
