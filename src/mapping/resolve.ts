import type { CompiledMapping, MappedGrant } from './compile';

/** A grant that a mapping gives to a person, and the group and entry that give it. */
export type WantedGrant = MappedGrant & { group: string };

export interface Wanted {
  grants: readonly WantedGrant[];
  /** Whether the person is in any group that the mapping names. */
  matched: boolean;
}

/** What a mapping gives to somebody in these groups. For one target, the first entry that applies wins. */
export function resolve(groups: readonly string[], { byGroup }: CompiledMapping): Wanted {
  const first = new Map<number, WantedGrant>();
  let matched = false;
  for (const group of groups) {
    const grants = byGroup.get(group);
    if (grants === undefined) continue;
    matched = true;
    for (const grant of grants) {
      const rival = first.get(grant.target);
      if (rival === undefined || grant.entry < rival.entry) first.set(grant.target, { ...grant, group });
    }
  }
  return { grants: [...first.values()].sort((a, b) => a.target - b.target), matched };
}
