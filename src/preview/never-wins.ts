import type { Mapping } from '../mapping/document';
import { suspicions } from '../mapping/suspicious';

/**
 * The places in `mappings` of the entries that can never be the one that counts: an earlier one names the same group and
 * the same team or case group, so whoever the later one applies to has what the earlier one gives. Nothing else can be
 * told without knowing who is in which groups.
 */
export function entriesThatNeverWin(mapping: Mapping | null): number[] {
  if (mapping === null) return [];
  return suspicions(mapping).flatMap(({ kind, path }) => {
    const [, place] = /^mappings\[(\d+)\]$/.exec(path) ?? [];
    return (kind === 'neverWins' || kind === 'duplicate') && place !== undefined ? [Number(place)] : [];
  });
}
