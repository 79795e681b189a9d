import { compareCodePoints } from '../validation/text';
import { applies } from './named-groups';
import type { CompiledMapping, MappedGrant } from './compile';

export interface ResolvedGrants {
  /** In the order of their targets. */
  grants: readonly MappedGrant[];
  /** Whether the user is in any group that the mapping names for this provider. `everyone` is no such match. */
  matched: boolean;
}

/** The grants of a user in these groups at a provider. For one target, the first matching entry wins. */
export function resolveGrants(
  groups: readonly string[],
  mapping: CompiledMapping,
  provider: string | undefined,
): ResolvedGrants {
  const { byGroup, byPrefix, everyone } = mapping;
  // A user may be in thousands of groups, so nothing is made for one: the mapping has it ready.
  const byTarget: MappedGrant[] = [];
  let matched = false;
  const add = (grants: readonly MappedGrant[]) => {
    for (const grant of grants) {
      if (!applies(grant, provider)) continue;
      matched = true;
      const current = byTarget[grant.target];
      if (current === undefined || grant.entry < current.entry) byTarget[grant.target] = grant;
    }
  };
  for (const group of groups) {
    const grants = byGroup.get(group);
    if (grants !== undefined) add(grants);
  }
  const smallest = smallestGroups(groups, mapping);
  for (const place of smallest.keys()) add(byPrefix[place]!);
  for (const grant of everyone) {
    if (applies(grant, provider)) byTarget[grant.target] ??= grant;
  }
  const grants = Object.values(byTarget);
  if (smallest.size === 0) return { grants, matched };
  const groupOf = new Map([...smallest].map(([place, group]) => [mapping.prefixes.prefixes[place], group]));
  const withGroup = (grant: MappedGrant) =>
    grant.prefix === undefined ? grant : { ...grant, group: groupOf.get(grant.prefix)! };
  return { grants: grants.map(withGroup), matched };
}

/**
 * For each prefix that any of the groups begins with, the smallest such group. A prefix that thousands of groups begin with
 * is dealt with once.
 */
function smallestGroups(
  groups: readonly string[],
  { prefixes }: CompiledMapping,
): ReadonlyMap<number, string> {
  const smallest = new Map<number, string>();
  if (prefixes.prefixes.length === 0) return smallest;
  for (const group of groups) {
    const place = prefixes.longest(group);
    if (place !== -1 && isSmaller(group, smallest.get(place))) smallest.set(place, group);
  }
  // A group that begins with a prefix also begins with the ancestors of that. In the order of the groups, an ancestor that
  // has a smaller group already has handed it on.
  const nested = [...smallest].filter(([place]) => prefixes.parent(place) !== -1);
  for (const [place, group] of nested.sort(([, a], [, b]) => compareCodePoints(a, b))) {
    let ancestor = prefixes.parent(place);
    while (ancestor !== -1 && isSmaller(group, smallest.get(ancestor))) {
      smallest.set(ancestor, group);
      ancestor = prefixes.parent(ancestor);
    }
  }
  return smallest;
}

function isSmaller(group: string, other: string | undefined): boolean {
  return other === undefined || compareCodePoints(group, other) < 0;
}
