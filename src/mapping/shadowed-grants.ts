import type { CompiledMapping, MappedGrant } from './compile';

/** A grant of an entry that never has an effect, and the earlier one that always wins. */
export interface ShadowedGrant {
  grant: MappedGrant;
  winner: MappedGrant;
}

/**
 * Entries that never have an effect: an earlier entry gives something of the same target to all groups of the entry, at all
 * of its providers. Which other entries have no effect depends on who is in which groups.
 */
export function shadowedGrants(mapping: CompiledMapping): ShadowedGrant[] {
  const { byGroup, byPrefix, prefixes, everyone } = mapping;
  const firstByPrefix = byPrefix.map((grants) => new FirstGrants(grants));
  const shadowed: ShadowedGrant[] = [];
  const check = (grants: readonly MappedGrant[], candidates: readonly FirstGrants[]) => {
    for (const grant of grants) {
      const winner = earliest(candidates.map((first) => first.covering(grant)));
      if (winner !== undefined && winner.entry < grant.entry) shadowed.push({ grant, winner });
    }
  };
  const ofPrefixes = (text: string) => [...prefixes.of(text)].map((place) => firstByPrefix[place]!);
  for (const [group, grants] of byGroup) check(grants, [new FirstGrants(grants), ...ofPrefixes(group)]);
  for (const [place, grants] of byPrefix.entries()) check(grants, ofPrefixes(prefixes.prefixes[place]!));
  check(everyone, [new FirstGrants(everyone)]);
  return shadowed.sort((a, b) => a.grant.entry - b.grant.entry);
}

/** The first grant of each target, for all providers and for each, of entries that name the same groups. */
class FirstGrants {
  readonly #byTarget = new Map<number, Map<string | undefined, MappedGrant>>();

  constructor(grants: readonly MappedGrant[]) {
    for (const grant of grants) {
      const byProvider = this.#byTarget.get(grant.target) ?? new Map<string | undefined, MappedGrant>();
      this.#byTarget.set(grant.target, byProvider);
      if (!byProvider.has(grant.provider)) byProvider.set(grant.provider, grant);
    }
  }

  /** The first grant that applies wherever this one does. */
  covering({ target, provider }: MappedGrant): MappedGrant | undefined {
    const byProvider = this.#byTarget.get(target);
    return earliest([byProvider?.get(undefined), byProvider?.get(provider)]);
  }
}

function earliest(grants: readonly (MappedGrant | undefined)[]): MappedGrant | undefined {
  let first: MappedGrant | undefined;
  for (const grant of grants) {
    if (grant !== undefined && (first === undefined || grant.entry < first.entry)) first = grant;
  }
  return first;
}
