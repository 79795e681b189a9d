import type { Mapping } from '../mapping/mapping';
import { lintMapping } from '../mapping/lint';

/**
 * The places in `mappings` of the entries that can never be the one that counts: an earlier one names the same group and
 * the same team or case group, so whoever the later one applies to has what the earlier one gives. Nothing else can be
 * told without knowing who is in which groups.
 */
export function shadowedEntries(mapping: Mapping | null): number[] {
  if (mapping === null) return [];
  return lintMapping(mapping).flatMap(({ kind, path }) => {
    const [, index] = /^mappings\[(\d+)\]$/.exec(path) ?? [];
    return (kind === 'shadowed' || kind === 'duplicate') && index !== undefined ? [Number(index)] : [];
  });
}
