import { hasAtMost } from '../validation/text';
import { ENTRY_KEYS } from './keys';
import type { PrefixIndex } from './prefix-index';

/** The group names and prefixes of a mapping, or of some of its entries. */
export interface GroupNames {
  byGroup: { has(group: string): boolean };
  prefixes: PrefixIndex;
}

/**
 * A group that begins with a prefix and that no entry of the mappings names in another way: neither as a whole nor by a
 * longer prefix. `undefined` if there is none, because the prefix is as long as a name may be.
 */
export function exampleGroup(prefix: string, mappings: readonly GroupNames[]): string | undefined {
  const isNamedOtherwise = (group: string) =>
    mappings.some(({ byGroup, prefixes }) => {
      const place = prefixes.longest(group);
      return byGroup.has(group) || (place !== -1 && prefixes.prefixes[place]!.length > prefix.length);
    });
  if (!isNamedOtherwise(prefix)) return prefix;
  if (!hasAtMost(prefix, ENTRY_KEYS.group_prefix.maxLength - 1)) return undefined;
  for (const letter of endings()) {
    if (!isNamedOtherwise(prefix + letter)) return prefix + letter;
  }
  return undefined;
}

/** Letters and digits, and then so many Chinese characters and Hangul that no mapping can use all of them. */
function* endings(): Generator<string> {
  yield* 'xyzabcdefghijklmnopqrstuvw0123456789';
  for (let codePoint = 0x4e00; codePoint < 0xd7a4; codePoint++) yield String.fromCodePoint(codePoint);
  for (let codePoint = 0x20000; codePoint < 0x2a6e0; codePoint++) yield String.fromCodePoint(codePoint);
}
