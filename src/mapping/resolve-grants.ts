import type { CompiledMapping, MappedGrant } from './compile';

export interface ResolvedGrants {
  /** In the order of their targets. */
  grants: readonly MappedGrant[];
  /** Whether the user is in any group that the mapping names. */
  matched: boolean;
}

/** The grants of a user in these groups. For each target, the first matching entry wins. */
export function resolveGrants(groups: readonly string[], { byGroup }: CompiledMapping): ResolvedGrants {
  // A user may be in thousands of groups, so this loop creates no object for a group: the index has them ready.
  const byTarget: MappedGrant[] = [];
  let matched = false;
  for (const group of groups) {
    const grants = byGroup.get(group);
    if (grants === undefined) continue;
    matched = true;
    for (const grant of grants) {
      const current = byTarget[grant.target];
      if (current === undefined || grant.entry < current.entry) byTarget[grant.target] = grant;
    }
  }
  return { grants: Object.values(byTarget), matched };
}
