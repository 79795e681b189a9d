import type { CompiledMapping, MappedGrant } from '../../mapping/compile';
import { applies, namesGroup } from '../../mapping/named-groups';
import { resolveGrants } from '../../mapping/resolve-grants';
import { compareCodePoints } from '../../validation/text';

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

/** @param provider the provider of the sign-in; `undefined`: one that no entry names */
export function effectiveGrants(
  groups: readonly string[],
  mapping: CompiledMapping,
  provider: string | undefined,
): EffectiveGrants {
  const { grants, matched } = resolveGrants(groups, mapping, provider);
  const shadowedByTarget = new Map<number, MappedGrant[]>(grants.map(({ target }) => [target, []]));
  const winners = new Map(grants.map((grant) => [grant.target, grant]));
  for (const grant of matchingGrants(groups, mapping)) {
    if (!applies(grant, provider) || isSameEntry(winners.get(grant.target)!, grant)) continue;
    shadowedByTarget.get(grant.target)?.push(grant);
  }
  return {
    grants: grants.map((grant) => ({
      grant,
      shadowed: (shadowedByTarget.get(grant.target) ?? []).sort(byPrecedence),
    })),
    matched,
    unmapped: groups.filter((group) => !namesGroup(mapping, group, { provider })),
  };
}

/** The grants of all entries that name any of the groups, each once, and those of `everyone`. */
function* matchingGrants(groups: readonly string[], mapping: CompiledMapping): Generator<MappedGrant> {
  const seen = new Set<number>();
  for (const group of [...groups].sort(compareCodePoints)) {
    yield* mapping.byGroup.get(group) ?? [];
    for (const place of mapping.prefixes.of(group)) {
      if (seen.has(place)) continue;
      seen.add(place);
      for (const grant of mapping.byPrefix[place]!) yield { ...grant, group };
    }
  }
  yield* mapping.everyone;
}

function isSameEntry(a: MappedGrant, b: MappedGrant): boolean {
  return a.entry === b.entry && (a.group === null) === (b.group === null);
}

function byPrecedence(a: MappedGrant, b: MappedGrant): number {
  return Number(a.group === null) - Number(b.group === null) || a.entry - b.entry;
}
